/** Bytes of an answer that are kept for metering: usage stands in its beginning or its end. */
const KEPT_BYTES = 1024 * 1024;

/**
 * What passed by: all of it, or its beginning and its end. It is decoded when it is asked for, which
 * is behind the answer, and not when it comes, which is before its first word.
 */
export class KeptText {
  readonly #parts: Uint8Array[] = [];
  #kept = 0;
  #bytes = 0;

  add(chunk: Uint8Array): void {
    // A view of a few bytes would keep the whole buffer that they were read into.
    this.#parts.push(chunk.byteLength * 2 < chunk.buffer.byteLength ? chunk.slice() : chunk);
    this.#kept += chunk.length;
    this.#bytes += chunk.length;
    while (this.#kept > KEPT_BYTES && this.#parts.length > 2) {
      this.#kept -= this.#parts.splice(1, 1)[0]?.length ?? 0;
      this.#isWhole = false;
    }
  }

  /** Bytes that passed by. */
  get bytes(): number {
    return this.#bytes;
  }

  get isWhole(): boolean {
    return this.#isWhole;
  }
  #isWhole = true;

  text(): string {
    const decoder = new TextDecoder();
    return this.#parts.map((part) => decoder.decode(part, { stream: true })).join("");
  }
}
