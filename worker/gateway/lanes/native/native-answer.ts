import type { RunEvent } from "../../race-state.ts";

/** A provider's own answer that is on its way to the caller. */
export interface NativeAnswer {
  readonly body: ReadableStream<Uint8Array>;
  readonly contentType: string;
  /** Resolves when the caller has gone before the answer's end. */
  readonly left: Promise<void>;
}

const ANSWERS = new WeakMap<RunEvent, NativeAnswer>();

/** Marks the event by which the race is told that a provider's own answer has begun. */
export function carryAnswer<Event extends RunEvent>(event: Event, answer: NativeAnswer): Event {
  ANSWERS.set(event, answer);
  return event;
}

/** The answer that an event carries; none for an event of an adapter. */
export function carriedAnswer(event: RunEvent): NativeAnswer | undefined {
  return ANSWERS.get(event);
}
