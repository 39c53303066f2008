/** Who reads a run along, so that it is known whether events must come at once. */
export class Audience {
  #count = 0;
  #joined = Promise.withResolvers<void>();

  /** Counts a reader in; gives back what counts it out. */
  join(): () => void {
    this.#count++;
    this.#joined.resolve();
    return () => {
      this.#count--;
      if (this.#count === 0) this.#joined = Promise.withResolvers<void>();
    };
  }

  /** Resolves as soon as anybody reads along, and at the latest after `ms`. */
  async within(ms: number): Promise<void> {
    if (this.#count > 0) return;
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, ms);
    await Promise.race([this.#joined.promise, late.promise]);
    clearTimeout(timer);
  }
}
