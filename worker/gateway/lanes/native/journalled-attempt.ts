import type { OpenAttempt } from "../../engine.ts";
import { GATEWAY_LIMITS } from "../../limits.ts";
import type { Fetch } from "../../providers/provider.ts";
import { brokeOff, unreadable } from "../../providers/upstream-error.ts";
import type { RunEvent } from "../../race-state.ts";
import { askProvider } from "./ask-provider.ts";
import { KeptText } from "./kept-text.ts";
import type { NativeCall } from "./native-attempt.ts";
import type { NativeRequest } from "./native-format.ts";
import { nativeOr } from "./native-lane.ts";
import { readNative } from "./native-reading.ts";
import { SseBlocks } from "./sse-blocks.ts";

/** Bytes of one reading; crossing into the platform's stream is what costs, however little it gives. */
const READ_BYTES = 32 * 1024;

const TEXTS = new WeakMap<RunEvent, readonly string[]>();

/** The provider's own server-sent events that an event carries; undefined for one of an adapter. */
export function carriedTexts(event: RunEvent): readonly string[] | undefined {
  return TEXTS.get(event);
}

/**
 * Opens attempts on the native lane for whoever writes the events down: the same as
 * {@link ./native-lane.ts nativeLane}, except that each event carries the server-sent events that
 * came together, as they are.
 */
export function journalledLane(request: NativeRequest, fetch: Fetch): OpenAttempt {
  return nativeOr(request, fetch, journalledAttempt);
}

async function* journalledAttempt(call: NativeCall): AsyncGenerator<RunEvent, void> {
  const { provider, request, signal } = call;
  const { body, headers } = await askProvider(call, signal);
  const isStream = headers.get("content-type")?.startsWith("text/event-stream") === true;
  if (body === null || !isStream) throw unreadable(provider);
  const seen = new KeptText();
  const blocks = new SseBlocks();
  for await (const chunk of readChunks(body, provider, signal)) {
    seen.add(chunk);
    const texts = blocks.add(chunk);
    if (blocks.length > GATEWAY_LIMITS.eventLength) throw unreadable(provider);
    // What the race takes for content; whoever reads it takes what it carries.
    if (texts.length > 0) yield carry({ type: "text", text: " " }, texts);
  }
  const { usage, text, isComplete } = readNative(request.format, seen.text(), true);
  if (seen.isWhole && !isComplete) throw brokeOff(provider);
  if (text !== "") yield carry({ type: "text", text }, []);
  yield carry({ type: "finish", reason: "stop", usage }, blocks.rest());
}

/** A body's chunks as they come. They are only valid until the next one: the memory is used again. */
async function* readChunks(
  body: ReadableStream<Uint8Array>,
  provider: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const reader = body.getReader({ mode: "byob" });
  let memory = new ArrayBuffer(READ_BYTES);
  try {
    for (;;) {
      const { done, value } = await orBroken(reader.read(new Uint8Array(memory)), provider, signal);
      if (done || value === undefined) return;
      yield value;
      memory = value.buffer as ArrayBuffer;
    }
  } finally {
    // Lets go of a body that nobody reads on; one that is over refuses this.
    reader.cancel().catch(() => undefined);
  }
}

async function orBroken<T>(result: Promise<T>, provider: string, signal: AbortSignal): Promise<T> {
  try {
    return await result;
  } catch (thrown) {
    signal.throwIfAborted();
    throw brokeOff(provider, thrown);
  }
}

function carry<Event extends RunEvent>(event: Event, texts: readonly string[]): Event {
  TEXTS.set(event, texts);
  return event;
}
