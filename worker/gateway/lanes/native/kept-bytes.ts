/** Bytes of an answer that are kept for metering: usage stands in its beginning or its end. */
const KEPT_BYTES = 1024 * 1024;

/** What passed by: all of it, or its beginning and its end. */
export class KeptBytes {
  readonly #chunks: Uint8Array[] = [];
  #kept = 0;
  #length = 0;

  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#kept += chunk.length;
    this.#length += chunk.length;
    while (this.#kept > KEPT_BYTES && this.#chunks.length > 2)
      this.#kept -= this.#chunks.splice(1, 1)[0]?.length ?? 0;
  }

  /** Bytes that passed by. */
  get length(): number {
    return this.#length;
  }

  get isWhole(): boolean {
    return this.#kept === this.#length;
  }

  text(): string {
    const decoder = new TextDecoder();
    return this.#chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("");
  }
}
