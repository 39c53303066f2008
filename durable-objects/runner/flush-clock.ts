/**
 * The one clock by which an object's runs are written down. What is written within one event is one
 * transaction, and a transaction takes the thread until the disk has it: so runs are written
 * together, however many there are.
 */
export class FlushClock {
  readonly #ms: number;
  #waiting = new Map<() => void, PromiseWithResolvers<void>>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Ticks `ms` milliseconds after it is first asked to. */
  constructor(ms: number) {
    this.#ms = ms;
  }

  /** Resolves when `flush` was called, at the next tick, together with those of others. */
  next(flush: () => void): Promise<void> {
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#tick(), this.#ms);
    const known = this.#waiting.get(flush);
    if (known !== undefined) return known.promise;
    const waiting = Promise.withResolvers<void>();
    this.#waiting.set(flush, waiting);
    return waiting.promise;
  }

  #tick(): void {
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = new Map();
    for (const [flush, { resolve, reject }] of waiting)
      try {
        flush();
        resolve();
      } catch (thrown) {
        reject(thrown);
      }
  }
}
