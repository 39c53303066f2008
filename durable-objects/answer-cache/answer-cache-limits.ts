/** Every limit of an object that keeps answers, in one place; those of answers are the gateway's. */
export interface AnswerCacheLimits {
  /** Bytes of a row: as much of an answer is in memory for each of its readers. */
  readonly rowBytes: number;
  /** Longest time that an answer waits to be written, in milliseconds, and bytes that may wait. */
  readonly flushMs: number;
  readonly unwrittenBytes: number;
  /** Bytes of all answers that are stored; with more, those that expire soonest go. */
  readonly storedBytes: number;
  /** Bytes that are written ahead of a reader, and one event. */
  readonly aheadBytes: number;
  /** Readers at a time; who comes then asks a model itself. */
  readonly readers: number;
  /** Milliseconds that an answer stays behind its time, for whoever is reading it. */
  readonly graceMs: number;
}

export const ANSWER_CACHE_LIMITS: AnswerCacheLimits = {
  rowBytes: 128 * 1024,
  flushMs: 250,
  unwrittenBytes: 4 * 1024 * 1024,
  storedBytes: 256 * 1024 * 1024,
  aheadBytes: 32 * 1024,
  readers: 512,
  graceMs: 10 * 60_000,
};
