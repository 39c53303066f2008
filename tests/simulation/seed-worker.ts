import { parentPort } from "node:worker_threads";
import { seedResults } from "./seed-results.ts";

/** A stretch of seeds, and where it begins. */
export interface SeedStretch {
  readonly first: number;
  readonly count: number;
}

/** A thread that plays the stretches that it is given, one after the other. */
parentPort?.on("message", ({ first, count }: SeedStretch) => {
  // What nobody handles ends the thread, and is told as its error.
  void seedResults(first, count).then((results) => parentPort?.postMessage(results));
});
