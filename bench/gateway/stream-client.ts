import { connect } from "node:net";
import type { Socket } from "node:net";
import { FIRST_WORD } from "./upstream-script.ts";

/** A streamed answer. */
export interface Exchange {
  /** Milliseconds from the request to the answer's first word; NaN where there was none. */
  readonly firstTokenMs: number;
  /** The head and the body as they came, chunk sizes included, when they were asked for. */
  readonly text: string;
}

/** How a chunked body ends (RFC 9112, section 7.1), and nothing else of an answer. */
const END = "\r\n0\r\n\r\n";
const OK = "HTTP/1.1 200";

/**
 * An HTTP client that costs as little as it can, because it shares the machine with what it
 * measures: one connection that is kept, requests as bytes made beforehand, an answer that is
 * looked at for its first word and its end only.
 */
export class StreamClient {
  readonly #port: number;
  #socket: Socket | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /**
   * Sends a request and reads its answer, which must be a chunked body with status 200.
   * @throws Error that shows another answer, or when the connection ends before the answer does.
   */
  async ask(request: Buffer, keepText = false): Promise<Exchange> {
    const socket = await this.#connection();
    return new Promise((resolve, reject) => {
      const started = performance.now();
      let firstTokenMs = Number.NaN;
      let head = "";
      let tail = "";
      const texts: string[] = [];
      const onData = (data: Buffer): void => {
        const text = data.toString("latin1");
        if (head === "") head = text.slice(0, 64);
        if (keepText) texts.push(data.toString());
        if (Number.isNaN(firstTokenMs) && (tail + text).includes(FIRST_WORD))
          firstTokenMs = performance.now() - started;
        tail = (tail + text.slice(-16)).slice(-16);
        if (!head.startsWith(OK)) {
          finish();
          socket.destroy();
          reject(new Error(`The answer is no stream:\n${text}`));
          return;
        }
        if (!tail.endsWith(END)) return;
        finish();
        resolve({ firstTokenMs, text: texts.join("") });
      };
      const onClose = (): void => {
        finish();
        reject(new Error(`The connection ended before its answer: ${head.split("\r\n")[0]}`));
      };
      const finish = (): void => {
        socket.off("data", onData);
        socket.off("close", onClose);
      };
      socket.on("data", onData);
      socket.on("close", onClose);
      socket.write(request);
    });
  }

  close(): void {
    this.#socket?.destroy();
  }

  async #connection(): Promise<Socket> {
    const known = this.#socket;
    if (known !== undefined && !known.destroyed && known.readyState === "open") return known;
    const socket = connect({ port: this.#port, host: "127.0.0.1", noDelay: true });
    this.#socket = socket;
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    // What ends a connection shows as its end.
    socket.on("error", () => undefined);
    return socket;
  }
}

/** A `POST` with a JSON body, as bytes. */
export function postBytes(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: object,
): Buffer {
  const json = JSON.stringify(body);
  const lines = [
    `POST ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(json)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${json}`);
}
