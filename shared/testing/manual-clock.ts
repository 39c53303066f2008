/** A clock that stands still until it is advanced. Fits every `Clock` port of the project. */
export interface ManualClock {
  now(): number;
  schedule(ms: number, callback: () => void): () => void;
  /** Lets time pass; what becomes due is called in its order, at its time. */
  advance(ms: number): void;
}

/** Makes a clock that shows 0. */
export function createManualClock(): ManualClock {
  interface Timer {
    readonly due: number;
    readonly callback: () => void;
  }
  let now = 0;
  let timers: readonly Timer[] = [];
  return {
    now: () => now,
    schedule(ms, callback) {
      const timer = { due: now + ms, callback };
      timers = [...timers, timer].toSorted((a, b) => a.due - b.due);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    advance(ms) {
      const until = now + ms;
      for (let first = timers[0]; first !== undefined && first.due <= until; first = timers[0]) {
        timers = timers.slice(1);
        now = first.due;
        first.callback();
      }
      now = until;
    },
  };
}
