import { platform } from "./platform.ts";

/** Time, so that a test can hold it. */
export interface Clock {
  /** Milliseconds, monotonic, from any origin. */
  now(): number;
  /** Calls back once after `ms`; returns what cancels it. */
  schedule(ms: number, callback: () => void): () => void;
}

/** The platform's clock. */
export const systemClock: Clock = {
  now: () => platform.performance.now(),
  schedule(ms, callback) {
    const timer = platform.setTimeout(callback, ms);
    return () => platform.clearTimeout(timer as never);
  },
};
