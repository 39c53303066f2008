/** Text of an answer that is kept for metering: usage stands in its beginning or its end. */
const KEPT_LENGTH = 1024 * 1024;

/** What passed by: all of it, or its beginning and its end. */
export class KeptText {
  readonly #decoder = new TextDecoder();
  readonly #parts: string[] = [];
  #kept = 0;
  #bytes = 0;

  add(chunk: Uint8Array): void {
    const part = this.#decoder.decode(chunk, { stream: true });
    this.#parts.push(part);
    this.#kept += part.length;
    this.#bytes += chunk.length;
    while (this.#kept > KEPT_LENGTH && this.#parts.length > 2) {
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
    return this.#parts.join("");
  }
}
