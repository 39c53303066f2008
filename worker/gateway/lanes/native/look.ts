import { KeptText } from "./kept-text.ts";

/** Bytes that are taken at one look: at the first; while the answer goes on; when it is over. */
const FIRST_LOOK_BYTES = 2 * 1024;
const LOOK_BYTES = 64 * 1024;
const REST_BYTES = 16 * 1024;

/**
 * Looks at a body that passes by, as seldom as it likes: what it doesn't see gathers. Crossing into
 * the platform's stream is what costs, whatever is brought back.
 */
export class Look {
  readonly seen = new KeptText();
  readonly #reader: ReadableStreamBYOBReader;

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader({ mode: "byob" });
  }

  /** Waits for the first bytes; false when there are none. Throws as the body does. */
  first(): Promise<boolean> {
    return this.#take(FIRST_LOOK_BYTES);
  }

  /** Takes what has gathered, or waits for the next bytes; false at the end. Throws as the body does. */
  next(): Promise<boolean> {
    return this.#take(LOOK_BYTES);
  }

  /**
   * Takes what has gathered of a body that is over; false at the end. While more is to come it would
   * wait for a full look, and with it whoever reads the other branch.
   */
  async rest(): Promise<boolean> {
    const { value } = await this.#reader.readAtLeast(REST_BYTES, new Uint8Array(REST_BYTES));
    return this.#took(value) && value?.byteLength === REST_BYTES;
  }

  /** Lets go of the body. */
  stop(): void {
    this.#reader.cancel().catch(() => undefined);
  }

  async #take(bytes: number): Promise<boolean> {
    const { value } = await this.#reader.read(new Uint8Array(bytes));
    return this.#took(value);
  }

  #took(value: Uint8Array | undefined): boolean {
    if (value === undefined || value.byteLength === 0) return false;
    this.seen.add(value);
    return true;
  }
}
