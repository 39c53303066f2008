import type { AttemptRecord } from "./attempt-record.ts";
import type { ErrorData } from "./error-data.ts";
import { packData, unpackData } from "./packed-data.ts";
import type { RunEvent } from "./race-state.ts";
import type { Run, Task } from "./run-types.ts";

/** One step of an answer on its way from the object that carries it out to whoever asked. */
export type AnswerRecord =
  | ({ readonly type: "state" } & AnswerState)
  | { readonly type: "event"; readonly event: RunEvent }
  /** The run failed; nothing follows. */
  | { readonly type: "error"; readonly error: ErrorData }
  /** The run is over, and well; nothing follows. */
  | { readonly type: "end" };

/** What is known of a run besides its events; it holds until the next one comes. */
export interface AnswerState {
  readonly cache: Run<Task>["cache"];
  /** `provider/model` that serves. */
  readonly model: string;
  /** Attempts that have ended; none of a run that others began. */
  readonly attempts: readonly AttemptRecord[];
}

const LENGTH_BYTES = 4;

/** A record as bytes: its length (32 bits, little-endian), then {@link packData packed data}. */
export function recordBytes(record: AnswerRecord): Uint8Array {
  const packed = packData(record);
  const bytes = new Uint8Array(LENGTH_BYTES + packed.length);
  new DataView(bytes.buffer).setUint32(0, packed.length, true);
  bytes.set(packed, LENGTH_BYTES);
  return bytes;
}

/** Bytes one after the other. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Takes records out of bytes, however they are cut. */
export class AnswerRecords {
  #parts: Uint8Array[] = [];
  #length = 0;
  /** Bytes without which there is nothing more to take. */
  #wanted = LENGTH_BYTES;

  /** The records that are whole now. */
  add(bytes: Uint8Array): readonly AnswerRecord[] {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    // A picture comes in many pieces, which are put together once.
    if (this.#length < this.#wanted) return [];
    const all = joinBytes(this.#parts);
    const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
    const records: AnswerRecord[] = [];
    let at = 0;
    for (;;) {
      const left = all.length - at;
      const length = left < LENGTH_BYTES ? 0 : view.getUint32(at, true);
      this.#wanted = LENGTH_BYTES + length;
      if (left < this.#wanted) break;
      records.push(unpackData(all.subarray(at + LENGTH_BYTES, at + this.#wanted)));
      at += this.#wanted;
    }
    const rest = all.subarray(at);
    this.#parts = [rest];
    this.#length = rest.length;
    return records;
  }
}
