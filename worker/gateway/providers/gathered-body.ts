/** Bytes that one reading takes at most, and that may come in ahead of the reader. */
const READ_BYTES = 16 * 1024;

/**
 * Milliseconds between two readings of a stream that runs, which is the longest time that bytes wait
 * for others; and after which a reading is not one of a stream that runs.
 */
const GATHER_MS = 4;
const RUNNING_MS = 20;

/**
 * A wait that ends late shows that the isolate is busy: the next one is longer by so many times the
 * delay, up to a limit, so that it does less for each of those that it is busy for.
 */
const BUSY_FACTOR = 4;
const LONGEST_GATHER_MS = 32;

/**
 * Readings that wait for nothing: what comes up to an answer's first word comes by itself. (Anthropic
 * sends three events before it.)
 */
const PROMPT_READINGS = 4;

/**
 * Reads a body in as few steps as it can without keeping anybody waiting. In workerd each step into
 * the platform's stream costs more than what is done with the bytes, and it gives one chunk of the
 * connection, however many have come. So chunks that follow each other within a few milliseconds are
 * let gather, by the platform itself: it moves one branch of the body away natively, in step with
 * the reader, and what has moved there is at hand on the other.
 */
export class GatheredBody {
  readonly #body: ReadableStream<Uint8Array>;
  #reader: ByteReader;
  #gathering: Gathering | undefined;
  #readings = 0;
  #lastAt = -Infinity;
  #waitMs = GATHER_MS;

  constructor(body: ReadableStream<Uint8Array>) {
    this.#body = body;
    this.#reader = byteReader(body);
  }

  /** The next bytes, which are the caller's until it reads again; undefined at the end. Throws as the body does. */
  async read(): Promise<Uint8Array | undefined> {
    const value = await this.#reader.read();
    if (value === undefined || this.#gathering === undefined) return value;
    this.#gathering.taken(value.byteLength);
    return value;
  }

  /** Waits a little after a reading, where the one before was not long ago. */
  async gather(): Promise<void> {
    const now = Date.now();
    const isRunning = now - this.#lastAt < RUNNING_MS + this.#waitMs;
    this.#lastAt = now;
    if (++this.#readings < PROMPT_READINGS || typeof IdentityTransformStream !== "function") return;
    this.#gathering ??= this.#startGathering();
    if (!isRunning) return;
    await scheduler.wait(this.#waitMs);
    const late = Date.now() - now - this.#waitMs;
    this.#waitMs = Math.min(LONGEST_GATHER_MS, GATHER_MS + BUSY_FACTOR * Math.max(0, late));
  }

  /** Lets go of the body, and settles a pending reading. */
  cancel(reason: unknown): void {
    this.#gathering?.stop();
    this.#reader.cancel(reason);
  }

  #startGathering(): Gathering {
    this.#reader.release();
    const [ours, theirs] = this.#body.tee();
    this.#reader = byteReader(ours);
    return new Gathering(theirs);
  }
}

/** The branch that the platform moves away, no further ahead of the reader than one reading. */
class Gathering {
  readonly #reader: ReadableStreamBYOBReader;
  /** Bytes that have been moved beyond those that the reader has taken. */
  #ahead = 0;
  #caughtUp: (() => void) | undefined;

  constructor(branch: ReadableStream<Uint8Array>) {
    const { readable, writable } = new IdentityTransformStream();
    // A body that breaks is the reader's to tell, as is one that it has let go of. Bodies that the
    // platform can't move are read without this branch, which must not fill up then.
    branch.pipeTo(writable).catch(() => void branch.cancel().catch(() => undefined));
    this.#reader = readable.getReader({ mode: "byob" });
    this.#move().catch(() => undefined);
  }

  taken(bytes: number): void {
    this.#ahead -= bytes;
    if (this.#ahead > 0) return;
    this.#caughtUp?.();
    this.#caughtUp = undefined;
  }

  stop(): void {
    this.#caughtUp?.();
    this.#reader.cancel().catch(() => undefined);
  }

  async #move(): Promise<void> {
    let buffer = new ArrayBuffer(READ_BYTES);
    for (;;) {
      const { done, value } = await this.#reader.readAtLeast(READ_BYTES, new Uint8Array(buffer));
      if (done || value === undefined) return;
      buffer = value.buffer as ArrayBuffer;
      this.#ahead += value.byteLength;
      if (this.#ahead > 0) await new Promise<void>((resolve) => (this.#caughtUp = resolve));
    }
  }
}

interface ByteReader {
  read(): Promise<Uint8Array | undefined>;
  release(): void;
  cancel(reason: unknown): void;
}

/** Reads into one buffer again and again, where the stream is one of bytes. */
function byteReader(body: ReadableStream<Uint8Array>): ByteReader {
  let byob: ReadableStreamBYOBReader;
  try {
    byob = body.getReader({ mode: "byob" });
  } catch {
    const reader = body.getReader();
    return {
      read: async () => (await reader.read()).value,
      release: () => reader.releaseLock(),
      cancel: (reason) => void reader.cancel(reason).catch(() => undefined),
    };
  }
  let buffer = new ArrayBuffer(READ_BYTES);
  return {
    async read() {
      const { done, value } = await byob.read(new Uint8Array(buffer));
      if (done || value === undefined) return undefined;
      buffer = value.buffer as ArrayBuffer;
      return value;
    },
    release: () => byob.releaseLock(),
    cancel: (reason) => void byob.cancel(reason).catch(() => undefined),
  };
}
