import { KeptBytes } from "./kept-bytes.ts";

/** Bytes that are taken at one look; crossing between the platform's stream and us is what costs. */
const LOOK_BYTES = 64 * 1024;

/** Looks at a body that passes by, as seldom as it likes: what it doesn't see gathers. */
export class Look {
  readonly seen = new KeptBytes();
  readonly #reader: ReadableStreamBYOBReader;
  #buffer = new ArrayBuffer(LOOK_BYTES);

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader({ mode: "byob" });
  }

  /** Takes what has gathered, or waits for the next bytes; false at the end. Throws as the body does. */
  async more(): Promise<boolean> {
    const { done, value } = await this.#reader.read(new Uint8Array(this.#buffer));
    if (value === undefined) return false;
    this.seen.add(value.slice());
    this.#buffer = value.buffer as ArrayBuffer;
    return !done;
  }

  /** Lets go of the body. */
  stop(): void {
    this.#reader.cancel().catch(() => undefined);
  }
}
