import type { AttemptRecord } from "../attempt-record.ts";
import type { CounterCharge } from "./route-book-client.ts";
import { attemptOf } from "./route-taken.ts";
import type { RoutedPlan } from "./routed-plan.ts";

/** 10⁻⁹ US dollars are the least that counters know. */
const NANO = 1_000_000_000;

/**
 * What a run's attempts add to the counters on the way to their models: what they cost where costs
 * are limited; and one request where requests are, but the counter was not asked to count it, since
 * the model might not have been needed. A cost that isn't known adds nothing.
 */
export function chargesOf(
  routed: RoutedPlan,
  records: readonly AttemptRecord[],
): readonly CounterCharge[] {
  const charges = new Map<string, CounterCharge>();
  for (const { provider, model, costUsd = 0 } of records)
    for (const passed of attemptOf(routed, `${provider}/${model}`)?.counters ?? []) {
      const { taken, ...counter } = passed;
      const before = charges.get(counter.element)?.amount ?? 0;
      const amount =
        counter.limitType === "cost" ? before + Math.round(costUsd * NANO) : taken ? 0 : 1;
      if (amount > 0) charges.set(counter.element, { counter, amount });
    }
  return [...charges.values()];
}
