import { createHash } from "node:crypto";
import { decodeFrame } from "../../shared/protocol/frame.ts";
import type { ServerMessage } from "../../shared/protocol/server-messages.ts";
import type { TimelineFact } from "../../shared/timeline/timeline-entry.ts";

/** Everything that happened in a simulated session, line by line, at milliseconds since its start. */
export class Trace {
  readonly #lines: string[] = [];
  readonly #start: number;

  constructor(start: number) {
    this.#start = start;
  }

  note(fact: TimelineFact, at: number): void {
    this.line(at, JSON.stringify(fact));
  }

  sent(socket: string, data: ServerMessage | Uint8Array, at: number): void {
    if (!(data instanceof Uint8Array)) return this.line(at, `${socket} < ${JSON.stringify(data)}`);
    const { turn, sequence, position, payload } = decodeFrame(data);
    const value = new Int16Array(payload.buffer, payload.byteOffset, 1)[0];
    this.line(
      at,
      `${socket} < frame ${turn}/${sequence} ${position}+${payload.byteLength / 2} of ${value}`,
    );
  }

  line(at: number, text: string): void {
    this.#lines.push(`${(at - this.#start).toFixed(1)} ${text}`);
  }

  result(): { readonly hash: string; readonly lines: readonly string[] } {
    const hash = createHash("sha256").update(this.#lines.join("\n")).digest("hex");
    return { hash, lines: this.#lines };
  }
}
