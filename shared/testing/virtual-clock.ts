/** Time that passes only when it is told to, from timer to timer. Fits every clock port of the project. */
export interface VirtualClock {
  readonly now: () => number;
  /** Calls back after `ms`; the result takes it back. */
  readonly schedule: (ms: number, callback: () => void) => () => void;
  /** When the next timer is due; undefined: none waits. */
  readonly next: number | undefined;
  /** Timers that wait. */
  readonly pending: number;
  /** Lets time pass until the next timer, and calls it; false when none waits. */
  step(): boolean;
}

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** Makes a clock that shows `start`. Timers that are due at once are called in the order of their making. */
export function createVirtualClock(start = 0): VirtualClock {
  let now = start;
  /** By due time, the next one last. */
  const timers: Timer[] = [];

  function schedule(ms: number, callback: () => void): () => void {
    const timer = { due: now + Math.max(0, ms), callback };
    let at = timers.length;
    while (at > 0 && (timers[at - 1] as Timer).due <= timer.due) at--;
    timers.splice(at, 0, timer);
    return () => {
      const index = timers.indexOf(timer);
      if (index >= 0) timers.splice(index, 1);
    };
  }

  return {
    now: () => now,
    schedule,
    get next() {
      return timers.at(-1)?.due;
    },
    get pending() {
      return timers.length;
    },
    step() {
      const timer = timers.pop();
      if (timer === undefined) return false;
      now = timer.due;
      timer.callback();
      return true;
    },
  };
}
