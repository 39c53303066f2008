import { HttpError } from "./http-error.ts";

/** How many jobs of one model run at once, and how many more may wait. */
export interface QueueLimits {
  readonly running: number;
  readonly waiting: number;
}

interface Waiter {
  readonly admit: () => void;
}

/**
 * A first-come queue in front of one model. A job whose signal aborts while it waits leaves the
 * queue at once, so that a newer one never stands behind a stale one.
 */
export class BoundedQueue {
  readonly #limits: QueueLimits;
  readonly #waiting: Waiter[] = [];
  #running = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** Jobs that run or wait. */
  get size(): number {
    return this.#running + this.#waiting.length;
  }

  /**
   * Waits for a place. Call the returned function exactly when the job has ended (more calls do
   * nothing).
   * @throws HttpError `queue_full` (429 with Retry-After) when the queue has no place left
   * @throws the signal's reason when it aborts while waiting
   */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#running < this.#limits.running) this.#running += 1;
    else await this.#wait(signal);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#leave();
    };
  }

  /** Runs `job` in its turn. Throws what {@link BoundedQueue.enter} and the job throw. */
  async run<T>(signal: AbortSignal, job: () => Promise<T>): Promise<T> {
    const leave = await this.enter(signal);
    try {
      return await job();
    } finally {
      leave();
    }
  }

  #wait(signal: AbortSignal): Promise<void> {
    if (this.#waiting.length >= this.#limits.waiting)
      throw new HttpError("queue_full", "This model has too many requests waiting.", {
        retryAfter: 1,
      });
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        admit: () => {
          signal.removeEventListener("abort", abandon);
          resolve();
        },
      };
      const abandon = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener("abort", abandon, { once: true });
      this.#waiting.push(waiter);
    });
  }

  /** The place passes to the next waiter; only without one does the count go down. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next.admit();
    else this.#running -= 1;
  }
}
