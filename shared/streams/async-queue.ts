/**
 * An unbounded queue between one producer and one consumer: `push` never waits, and the reading
 * side is an async iterable. What bounds it is the producer's own limit.
 */
export class AsyncQueue<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  /** Adds an item. After {@link end} or {@link fail} it is ignored. */
  push(item: T): void {
    if (this.#end !== undefined) return;
    this.#items.push(item);
    this.#wake?.();
  }

  /** No more items come. */
  end(): void {
    this.#end ??= {};
    this.#wake?.();
  }

  /** The items so far can still be read; then the reader gets `error`. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      while (this.#items.length > 0) yield this.#items.shift() as T;
      if (this.#end !== undefined) {
        if ("error" in this.#end) throw this.#end.error;
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}

/**
 * Reads `source` at once and as fast as it comes, whether or not anybody reads the result yet.
 * A failure reaches the reader after the items before it.
 */
export function eager<T>(source: AsyncIterable<T>): AsyncQueue<T> {
  const queue = new AsyncQueue<T>();
  const pump = async (): Promise<void> => {
    try {
      for await (const item of source) queue.push(item);
      queue.end();
    } catch (error) {
      queue.fail(error);
    }
  };
  void pump();
  return queue;
}
