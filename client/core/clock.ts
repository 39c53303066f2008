/** Time, so that a test can hold it. */
export interface Clock {
  /** Milliseconds, monotonic, from any origin. */
  now(): number;
  /** Calls back once after `ms`; returns what cancels it. */
  schedule(ms: number, callback: () => void): () => void;
}
