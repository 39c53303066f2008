/** Every limit of an answer's object, in one place; those of its answer are the gateway's. */
export interface AnswerCacheLimits {
  /** Bytes of a row; the platform's own limit is 2 MB. */
  readonly rowBytes: number;
  /** Bytes that are written ahead of a reader, and one event. */
  readonly aheadBytes: number;
  /** Readers at a time; who comes then asks a model itself. */
  readonly readers: number;
}

export const ANSWER_CACHE_LIMITS: AnswerCacheLimits = {
  rowBytes: 1024 * 1024,
  aheadBytes: 64 * 1024,
  readers: 1000,
};
