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
import { orBroken } from "./or-broken.ts";
import type { Passage } from "./passage.ts";
import { passThrough } from "./passage.ts";
import { SseBlocks } from "./sse-blocks.ts";

/** Bytes of one reading: at the first, and of what has gathered. */
const FIRST_BYTES = 2 * 1024;
const READ_BYTES = 64 * 1024;

/** What an event of this lane carries besides. */
export interface Carried {
  /** The provider's own server-sent events, as they came. */
  readonly texts: readonly string[];
  /** Their way to whoever asked; the first event has it. */
  readonly passage?: Passage;
}

const CARRIED = new WeakMap<RunEvent, Carried>();

/** What an event carries; undefined for one of an adapter. */
export function carriedBy(event: RunEvent): Carried | undefined {
  return CARRIED.get(event);
}

/**
 * Opens attempts on the native lane for whoever keeps an answer: the bytes pass to the caller as on
 * {@link ./native-lane.ts nativeLane}, and each event carries what has passed since the last one.
 * `pace` says when to look again; what is not looked at gathers.
 */
export function journalledLane(
  request: NativeRequest,
  fetch: Fetch,
  pace: () => Promise<void>,
): OpenAttempt {
  return nativeOr(request, fetch, (call) => journalledAttempt(call, pace));
}

async function* journalledAttempt(
  call: NativeCall,
  pace: () => Promise<void>,
): AsyncGenerator<RunEvent, void> {
  const { provider, request, signal } = call;
  // A signal that aborts after the end must not cut off what is still on its way to the caller.
  const control = new AbortController();
  const cancel = (): void => control.abort(signal.reason);
  signal.addEventListener("abort", cancel, { once: true });
  let isOver = false;
  try {
    const { body, headers } = await askProvider(call, control.signal);
    const isStream = headers.get("content-type")?.startsWith("text/event-stream") === true;
    if (body === null || !isStream) throw unreadable(provider);
    const [theirs, ours] = body.tee();
    const reader = ours.getReader({ mode: "byob" });
    const seen = new KeptText();
    const blocks = new SseBlocks();
    let passage: Passage | undefined;
    for (let size = FIRST_BYTES; ; size = READ_BYTES) {
      const chunk = await orBroken(reader.read(new Uint8Array(size)), provider, signal);
      if (chunk.done || chunk.value === undefined) break;
      seen.add(chunk.value);
      const texts = blocks.add(chunk.value);
      if (blocks.length > GATEWAY_LIMITS.eventLength) throw unreadable(provider);
      if (passage === undefined) {
        passage = passThrough(theirs);
        yield carry(" ", { texts, passage });
      } else yield carry("", { texts });
      // The caller's bytes end when the end is seen here, which is soon after they have passed.
      if (chunk.value.length < size) await Promise.race([pace(), passage.passed]);
    }
    isOver = true;
    const { usage, text, isComplete } = readNative(request.format, seen.text(), true);
    if (seen.bytes === 0 || (seen.isWhole && !isComplete)) throw brokeOff(provider);
    if (text !== "") yield carry(text, { texts: [] });
    const finish: RunEvent = { type: "finish", reason: "stop", usage };
    CARRIED.set(finish, { texts: blocks.rest() });
    yield finish;
  } finally {
    signal.removeEventListener("abort", cancel);
    if (!isOver) cancel();
  }
}

/** Text that the race takes for content; nobody reads it. */
function carry(text: string, carried: Carried): RunEvent {
  const event: RunEvent = { type: "text", text };
  CARRIED.set(event, carried);
  return event;
}
