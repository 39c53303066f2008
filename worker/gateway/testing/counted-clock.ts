import { createManualClock } from "../../../shared/testing/manual-clock.ts";
import type { Clock } from "../clock.ts";

/** A manual clock that knows how many timers wait on it and when the next one is due. */
export interface CountedClock extends Clock {
  readonly pending: number;
  /** Lets time pass until the next timer is called; false when none waits. */
  toNext(): boolean;
  /** Lets time pass, and whatever follows from it happen. */
  pass(ms: number): Promise<void>;
}

/** Makes a clock that shows 0. */
export function createCountedClock(): CountedClock {
  const clock = createManualClock();
  const dues = new Map<object, number>();
  return {
    now: () => clock.now(),
    schedule(ms, callback) {
      const key = {};
      dues.set(key, clock.now() + ms);
      const cancel = clock.schedule(ms, () => {
        dues.delete(key);
        callback();
      });
      return () => {
        dues.delete(key);
        cancel();
      };
    },
    get pending() {
      return dues.size;
    },
    toNext() {
      if (dues.size === 0) return false;
      clock.advance(Math.max(0, Math.min(...dues.values()) - clock.now()));
      return true;
    },
    async pass(ms) {
      await settled();
      clock.advance(ms);
      await settled();
    },
  };
}

/** Resolves when every promise that can go on has gone on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
