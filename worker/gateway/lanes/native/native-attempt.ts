import type { Fetch } from "../../providers/provider.ts";
import { brokeOff, unreadable } from "../../providers/upstream-error.ts";
import type { RunEvent } from "../../race-state.ts";
import { askProvider } from "./ask-provider.ts";
import { Look } from "./look.ts";
import { carryAnswer } from "./native-answer.ts";
import type { NativeRequest } from "./native-format.ts";
import { readNative } from "./native-reading.ts";
import type { NativeTarget } from "./native-target.ts";
import { orBroken } from "./or-broken.ts";
import type { Passage } from "./passage.ts";
import { passThrough } from "./passage.ts";

/** Longest time between two looks at what passes by, in milliseconds. */
const LOOK_MS = 1_000;
/**
 * Bytes of one answer that are looked at. Looking may run ahead of a caller who doesn't read, so
 * this bounds what waits for one; the usage of a longer answer is estimated.
 */
const LOOKED_BYTES = 8 * 1024 * 1024;

/** One call of a provider in the caller's own format. */
export interface NativeCall {
  readonly provider: string;
  readonly model: string;
  readonly target: NativeTarget;
  readonly request: NativeRequest;
  readonly signal: AbortSignal;
  readonly fetch: Fetch;
}

/**
 * Calls a provider whose bytes go to the caller as they are. The first event comes with the first
 * bytes and carries the answer; `finish` comes when the caller has all of it, with what a second
 * branch of the body tells of usage. Throws AppError as adapters do.
 */
export async function* nativeAttempt(call: NativeCall): AsyncGenerator<RunEvent, void> {
  const { provider, request, signal } = call;
  const response = await askProvider(call, signal);
  const contentType = response.headers.get("content-type") ?? "application/octet-stream";
  const isStream = contentType.startsWith("text/event-stream");
  const isText = /^(?:text\/|application\/json)/.test(contentType);
  if (response.body === null) throw unreadable(provider);
  const [theirs, ours] = response.body.tee();
  const look = new Look(ours);
  if (!(await orBroken(look.first(), provider, signal))) throw brokeOff(provider);
  const passage = passThrough(theirs);
  const ending = endingOf(passage);
  const left = ending.then((how) => (how === "left" ? undefined : NEVER));
  yield carryAnswer(firstEvent(request), { body: passage.body, contentType, left });
  yield* ticksUntil(passage, look, isText);
  const how = await ending;
  // Whoever was told that the caller left ends the call, which was cancelled then and didn't fail.
  if (how === "left") await ended(signal);
  const isRead = isText && how === "through" && (await readOn(look));
  const reading = readNative(request.format, look.seen.text(), isStream);
  if (how === "broken" || (isRead && look.seen.isWhole && !reading.isComplete)) {
    const error = brokeOff(provider);
    if (isStream && request.broken !== undefined) await passage.close(request.broken(error));
    else await passage.break(error);
    throw error;
  }
  // Only now, as whoever ends the call's signal would cut off what is still on its way.
  await passage.close("");
  if (reading.text !== "") yield { type: "text", text: reading.text };
  yield { type: "finish", reason: "stop", usage: reading.usage };
}

async function endingOf(passage: Passage): Promise<"through" | "broken" | "left"> {
  const how = await passage.passed;
  return how === "broken" && !(await passage.hasReader()) ? "left" : how;
}

/** Rejects when the signal aborts. */
function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(signal.reason as Error);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}

const NEVER = new Promise<never>(() => undefined);

/** Keeps the race informed, and what gathers small, while the answer passes. */
async function* ticksUntil(
  passage: Passage,
  look: Look,
  isText: boolean,
): AsyncGenerator<RunEvent, void> {
  let isLooking = isText;
  // Sound tells nothing, and would be kept in memory until it is looked at.
  if (!isText) look.stop();
  while (!(await isSettled(passage.passed))) {
    if (isLooking && look.seen.bytes > LOOKED_BYTES) {
      isLooking = false;
      look.stop();
    }
    // What goes wrong with the body goes wrong with the passage too, which says how.
    if (isLooking) isLooking = await look.next().catch(() => false);
    yield { type: "text", text: "" };
  }
}

/** Whether a promise settles within the time between two looks. A timer that is late ends unheard. */
function isSettled(promise: Promise<unknown>): Promise<boolean> {
  return Promise.race([promise.then(() => true), scheduler.wait(LOOK_MS).then(() => false)]);
}

/** Reads what has gathered until the end; false when there is more than is looked at. */
async function readOn(look: Look): Promise<boolean> {
  if (look.seen.bytes > LOOKED_BYTES) return false;
  while (await look.rest().catch(() => false)) if (look.seen.bytes > LOOKED_BYTES) return false;
  return true;
}

/** What the race takes for the first content; nobody reads it. */
function firstEvent({ format }: NativeRequest): RunEvent {
  return format === "openai-speech"
    ? { type: "audio", samples: new Int16Array(0) }
    : { type: "text", text: " " };
}
