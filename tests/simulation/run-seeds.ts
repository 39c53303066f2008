import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { joined, NO_RESULTS } from "./seed-results.ts";
import type { SeedResults } from "./seed-results.ts";
import type { SeedStretch } from "./seed-worker.ts";

/** Seeds that a thread is given at once. */
const STRETCH = 250;

/** What came of a run. */
export interface SeedRun extends SeedResults {
  readonly ms: number;
  readonly eventsPerSecond: number;
}

/**
 * Plays the sessions of `count` seeds from `first` on, on every core.
 * @throws what a thread ends with: a promise that nobody handled is a defect like any other.
 */
export async function runSeeds(
  first: number,
  count: number,
  progress: (seeds: number) => void = () => undefined,
): Promise<SeedRun> {
  const started = performance.now();
  const end = first + count;
  let next = first;
  let all = NO_RESULTS;
  const threads = Math.min(availableParallelism(), Math.ceil(count / STRETCH));

  const thread = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL("./seed-worker.ts", import.meta.url), {
        // node:sqlite says that it is new.
        execArgv: ["--disable-warning=ExperimentalWarning"],
      });
      let stretch: SeedStretch | undefined;
      const give = (): void => {
        if (next >= end) {
          worker.terminate().then(() => resolve(), reject);
          return;
        }
        stretch = { first: next, count: Math.min(STRETCH, end - next) };
        next += stretch.count;
        worker.postMessage(stretch);
      };
      worker.on("message", (results: SeedResults) => {
        all = joined(all, results);
        progress(all.seeds);
        give();
      });
      worker.on("error", (cause) => {
        next = end;
        const where = `seeds ${stretch?.first} to ${(stretch?.first ?? 0) + (stretch?.count ?? 0)}`;
        reject(new Error(`A thread broke at ${where}: ${String(cause)}`, { cause }));
      });
      give();
    });

  await Promise.all(Array.from({ length: threads }, thread));
  const ms = performance.now() - started;
  return { ...all, ms, eventsPerSecond: Math.round((all.events * 1000) / ms) };
}
