import type { Violation } from "./checker.ts";
import { planOf } from "./plan-of.ts";
import { simulate } from "./simulate.ts";

/** Sessions that are played at once: their promises settle in the same rounds of the event loop. */
const AT_ONCE = 16;
/** Seeds that are reported with all that they broke. */
const MOST_FAILURES = 20;

/** A seed that broke a rule. */
export interface FailedSeed {
  readonly seed: number;
  readonly violations: readonly Violation[];
}

/** What came of many seeds. */
export interface SeedResults {
  readonly seeds: number;
  readonly events: number;
  /** Seeds that broke a rule; the first of them in detail. */
  readonly failed: number;
  readonly failures: readonly FailedSeed[];
  /** How often each thing happened: effects of the machine, faults. */
  readonly reached: Readonly<Record<string, number>>;
}

/** Nothing yet. */
export const NO_RESULTS: SeedResults = {
  ...{ seeds: 0, events: 0, failed: 0 },
  ...{ failures: [], reached: {} },
};

/** Plays the sessions of consecutive seeds. */
export async function seedResults(first: number, count: number): Promise<SeedResults> {
  let all = NO_RESULTS;
  let next = first;
  const play = async (): Promise<void> => {
    while (next < first + count) {
      const result = await one(next++);
      all = joined(all, result);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, play));
  return all;
}

async function one(seed: number): Promise<SeedResults> {
  const { violations, events, reached } = await simulate(planOf(seed));
  const failures = violations.length === 0 ? [] : [{ seed, violations }];
  return { seeds: 1, events, failed: failures.length, failures, reached };
}

/** Both together. */
export function joined(a: SeedResults, b: SeedResults): SeedResults {
  const reached: Record<string, number> = { ...a.reached };
  for (const [what, times] of Object.entries(b.reached))
    reached[what] = (reached[what] ?? 0) + times;
  return {
    seeds: a.seeds + b.seeds,
    events: a.events + b.events,
    failed: a.failed + b.failed,
    failures: [...a.failures, ...b.failures].slice(0, MOST_FAILURES),
    reached,
  };
}
