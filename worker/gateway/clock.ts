/** Time as the gateway takes it; tests put one in that they advance themselves. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `ms`; what it returns takes that back. */
  schedule(ms: number, callback: () => void): () => void;
}

/** The platform's time. In workerd `now` stands still between two inputs and outputs. */
export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  schedule(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
