import { decodeFrame, encodeFrame } from "../../shared/protocol/frame.ts";
import type { ClientMessage } from "../../shared/protocol/client-messages.ts";
import { PROTOCOL_VERSION, SUBPROTOCOL } from "../../shared/protocol/version.ts";
import { PlayedReports } from "./played-reports.ts";
import type { Contender } from "./voice-worker.ts";
import type { Running } from "./stand.ts";

/** Time in which a session must be ready, in milliseconds. */
const READY_MS = 60_000;

/** How a client of each speaks. */
interface Dialect {
  readonly path: string;
  readonly protocols: readonly string[];
  /** Samples of a microphone frame: what the contender's own client sends. */
  readonly frameSamples: number;
  /** Said when the socket is open. */
  readonly hello: readonly object[];
  /** Whether a message says that the session is ready; undefined: it is at once. */
  readonly isReady?: (message: Message) => boolean;
  readonly frame: (position: number, samples: Int16Array) => Uint8Array;
  readonly text: (text: string) => object;
}

interface Message {
  readonly type: string;
  readonly [key: string]: unknown;
}

function dialects(turns: "automatic" | "manual"): Readonly<Record<Contender, Dialect>> {
  const bytes = (_: number, samples: Int16Array): Uint8Array =>
    new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const parleyFrame = (position: number, samples: Int16Array): Uint8Array =>
    encodeFrame({
      kind: "microphone",
      sequence: 0,
      turn: 0,
      position,
      payload: bytes(position, samples),
    });
  const hello = {
    type: "hello",
    protocol: PROTOCOL_VERSION,
    client: "bench/1",
    plays: true,
    turns,
  } satisfies ClientMessage;
  return {
    parley: {
      path: "/",
      protocols: [SUBPROTOCOL],
      frameSamples: 512,
      hello: [hello, { type: "microphone", state: "open" } satisfies ClientMessage],
      isReady: ({ type }) => type === "welcome",
      frame: parleyFrame,
      text: (text) => ({ type: "text", text }) satisfies ClientMessage,
    },
    agents: {
      path: "/agents/guide/",
      protocols: [],
      frameSamples: 1_600,
      hello: [{ type: "hello", protocol_version: 1 }, { type: "start_call" }],
      isReady: ({ type, status }) => type === "status" && status === "listening",
      frame: bytes,
      text: (text) => ({ type: "text_message", text }),
    },
    bare: {
      path: "/",
      protocols: [],
      frameSamples: 512,
      hello: [],
      frame: parleyFrame,
      text: (text) => ({ type: "text", text }),
    },
  };
}

/** One session as its client has it: the least that a client must do, and the times of what comes. */
export class Caller {
  /** When the last sound came, in milliseconds by this process's clock. */
  soundAt = Number.NEGATIVE_INFINITY;
  /** Errors that the server told, and sockets that it closed. */
  readonly #problems: string[] = [];
  readonly #socket: WebSocket;
  readonly #dialect: Dialect;
  readonly #played: PlayedReports | undefined;
  readonly #ready = Promise.withResolvers<void>();
  #onSound: ((at: number) => void) | undefined;
  #onMessage: ((message: Message) => void) | undefined;
  #position = 0;

  private constructor(socket: WebSocket, dialect: Dialect, contender: Contender) {
    this.#socket = socket;
    this.#dialect = dialect;
    socket.binaryType = "arraybuffer";
    if (contender === "parley")
      this.#played = new PlayedReports((report) => this.say({ type: "played", ...report }));
    socket.addEventListener("open", () => {
      for (const message of dialect.hello) this.say(message);
      if (dialect.isReady === undefined) this.#ready.resolve();
    });
    socket.addEventListener("message", ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === "string") this.#text(JSON.parse(data) as Message);
      else this.#sound(data);
    });
    socket.addEventListener("close", ({ code, reason }) => {
      this.#played?.stop();
      const how = `The socket closed with ${code} ${reason}.`;
      if (code !== 1000) this.#problems.push(how);
      this.#ready.reject(new Error(how));
    });
  }

  /**
   * Opens a session and says hello.
   * @throws Error when it is not ready in time.
   */
  static async connect(
    { contender, port }: Running,
    name: string,
    turns: "automatic" | "manual" = "automatic",
  ): Promise<Caller> {
    const dialect = dialects(turns)[contender];
    const address = `ws://127.0.0.1:${port}${dialect.path}${name}`;
    const caller = new Caller(new WebSocket(address, [...dialect.protocols]), dialect, contender);
    const late = setTimeout(
      () => caller.#ready.reject(new Error(`${contender} is not ready in time.`)),
      READY_MS,
    );
    await caller.#ready.promise.finally(() => clearTimeout(late));
    return caller;
  }

  /** Samples of a microphone frame. */
  get frameSamples(): number {
    return this.#dialect.frameSamples;
  }

  /** Sends a microphone frame. */
  frame(samples: Int16Array): void {
    this.#socket.send(this.#dialect.frame(this.#position, samples) as Uint8Array<ArrayBuffer>);
    this.#position += samples.length;
  }

  say(message: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Asks something by text. */
  ask(text: string): void {
    this.say(this.#dialect.text(text));
  }

  /** Resolves with the time at which the next sound comes. */
  nextSound(): Promise<number> {
    return new Promise((resolve) => {
      this.#onSound = resolve;
    });
  }

  /** Is told of every JSON message. */
  watch(onMessage: (message: Message) => void): void {
    this.#onMessage = onMessage;
  }

  /** @throws Error that tells what went wrong, if anything has. */
  expectNoProblems(): void {
    if (this.#problems.length > 0) throw new Error(this.#problems.join("\n"));
  }

  close(): void {
    this.#played?.stop();
    this.#socket.close(1000);
  }

  #text(message: Message): void {
    if (message.type === "error") {
      const error = JSON.stringify(message);
      this.#problems.push(error);
      this.#ready.reject(new Error(error));
    }
    if (this.#dialect.isReady?.(message) === true) this.#ready.resolve();
    this.#played?.message(message);
    this.#onMessage?.(message);
  }

  #sound(data: ArrayBuffer): void {
    this.soundAt = performance.now();
    const waiting = this.#onSound;
    this.#onSound = undefined;
    waiting?.(this.soundAt);
    this.#played?.frame(decodeFrame(data));
  }
}
