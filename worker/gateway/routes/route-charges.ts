import type { AttemptRecord } from "../attempt-record.ts";
import type { CounterCharge } from "./route-book-client.ts";
import { attemptOf } from "./route-taken.ts";
import type { RoutedPlan } from "./routed-plan.ts";

/**
 * What a run's attempts add to the counters on the way to their models: one request where requests
 * are limited but the counter was not asked to count it, since the model might not have been needed.
 * What they cost is settled attempt by attempt ({@link ./run-budget.ts}).
 */
export function chargesOf(
  routed: RoutedPlan,
  records: readonly AttemptRecord[],
): readonly CounterCharge[] {
  const charges = new Map<string, CounterCharge>();
  for (const { provider, model } of records)
    for (const passed of attemptOf(routed, `${provider}/${model}`)?.counters ?? []) {
      const { taken, ...counter } = passed;
      if (counter.limitType === "count" && !taken)
        charges.set(counter.element, { counter, amount: 1 });
    }
  return [...charges.values()];
}
