import type { RunEvent } from "./race-state.ts";

/** A whole answer that is kept. */
export interface KeptAnswer {
  /** `provider/model` that gave it. */
  readonly model: string;
  /** They may be read again and again; nobody may change them. */
  readonly events: Iterable<RunEvent>;
}

/** Where answers are kept. Times are milliseconds since 1970. */
export interface CacheStore {
  get(key: string, now: number): KeptAnswer | undefined;
  set(key: string, answer: KeptAnswer, expiresAt: number): void;
}

/** Roughly the memory that an event takes, in bytes. */
export function eventBytes(event: RunEvent): number {
  const overhead = 64;
  switch (event.type) {
    case "text":
    case "reasoning":
      return overhead + 2 * event.text.length;
    case "tool-input":
      return overhead + 2 * (event.delta.length + event.name.length + event.id.length);
    case "tool-call":
      return overhead + 2 * (event.call.input.length + event.call.name.length);
    case "embedding":
      return overhead + event.vector.byteLength;
    case "image":
      return overhead + event.data.byteLength;
    case "audio":
      return overhead + event.samples.byteLength;
    case "finish":
      return overhead;
  }
}
