import type { Run, Task } from "../../worker/gateway/run-types.ts";
import type { OutlivingRun } from "../../worker/gateway/runner-run.ts";

/** A run whose cost belongs to a reply; it may be known only some time after the run is over. */
export type TrackedRun = Run<Task> & Partial<Pick<OutlivingRun, "settled">>;

/**
 * What runs of which nothing more is wanted have cost in USD; undefined where one of them has no
 * known price.
 */
export async function costOf(runs: readonly TrackedRun[]): Promise<number | undefined> {
  await Promise.all(runs.map(async (run) => run.settled?.()));
  return runs
    .flatMap((run) => run.attempts())
    .reduce<number | undefined>(
      (sum, { costUsd }) =>
        sum === undefined || costUsd === undefined ? undefined : sum + costUsd,
      0,
    );
}
