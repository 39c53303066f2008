/**
 * The latest events of a run: all that the journal has not got yet, and before them as many as fit,
 * so that readers who are a little behind need not look into the journal. Lengths are in UTF-16 code
 * units.
 */
export class EventTail {
  readonly #limit: number;
  #events: string[] = [];
  #length = 0;
  #firstIndex: number;
  #unwritten = 0;
  #unwrittenLength = 0;

  /** Begins with the event of this index; keeps written ones while all are within `limit`. */
  constructor(nextIndex: number, limit: number) {
    this.#firstIndex = nextIndex;
    this.#limit = limit;
  }

  get firstIndex(): number {
    return this.#firstIndex;
  }

  get nextIndex(): number {
    return this.#firstIndex + this.#events.length;
  }

  get unwrittenCount(): number {
    return this.#unwritten;
  }

  get unwrittenLength(): number {
    return this.#unwrittenLength;
  }

  push(event: string): void {
    this.#events.push(event);
    this.#length += event.length;
    this.#unwritten++;
    this.#unwrittenLength += event.length;
  }

  /** Events from an index on, which must not lie before the first. */
  from(index: number): readonly string[] {
    return this.#events.slice(index - this.#firstIndex);
  }

  /** The events that are to be written; they count as written from now on. */
  takeUnwritten(): { readonly first: number; readonly events: readonly string[] } {
    const first = this.nextIndex - this.#unwritten;
    const events = this.from(first);
    this.#unwritten = 0;
    this.#unwrittenLength = 0;
    this.#forget();
    return { first, events };
  }

  #forget(): void {
    let count = 0;
    while (this.#length > this.#limit && count < this.#events.length)
      this.#length -= this.#events[count++]?.length ?? 0;
    this.#events = this.#events.slice(count);
    this.#firstIndex += count;
  }
}
