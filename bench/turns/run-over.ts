import { messageText } from "../../shared/protocol/conversation.ts";
import type { LoudReply } from "../../shared/testing/loud-reply.ts";
import { comparableWords } from "../word-error-rate.ts";
import { FADE_MS } from "./bench-session.ts";
import type { BenchSession } from "./bench-session.ts";
import type { BenchModels } from "./bench-models.ts";
import { heardWords } from "./heard-words.ts";

/** What became of a sound over the agent's voice. */
export interface OverResult {
  /** The answer was ended by it. */
  readonly stopped: boolean;
  /** The agent was held at all. */
  readonly held: boolean;
  /** First sound → the agent is silent, in milliseconds; undefined where it never was. */
  readonly silentMs: number | undefined;
  /** Words in history minus words that were played; undefined where nothing was cut. */
  readonly wordsOff: number | undefined;
  /** What the recognizer made of it, one after the other. */
  readonly heard: readonly string[];
}

/** The agent has been heard for so long when somebody speaks. */
const INTO_MS = 2_500;
/** How long after the sound something may still come of it. */
const AFTER_MS = 3_000;

/** Lets the agent answer until it has been heard for a while. */
export async function startAnswer(session: BenchSession): Promise<LoudReply | undefined> {
  const { client } = session;
  await session.until(() => client.isWelcome, 1_000);
  client.say({ type: "text", text: "Tell me about the old bridge." });
  await session.until(() => (client.audible?.played ?? 0) >= INTO_MS * 24, 20_000);
  return client.audible;
}

/** Lets the agent answer, and something be heard while it speaks, `tailMs` before the sound's end. */
export async function runOver(
  session: BenchSession,
  models: BenchModels,
  sound: Int16Array,
  tailMs: number,
): Promise<OverResult> {
  const reply = await startAnswer(session);
  const { from, to } = await session.hear(sound);
  const end = to - tailMs;
  await session.until(() => session.clock.now() >= end + AFTER_MS, AFTER_MS + 1_000);
  const ducked = session.first("duck", from);
  const flushed = session.first("flush", from);
  const silent = Math.min(ducked ?? Infinity, flushed ?? Infinity);
  const result = {
    stopped: flushed !== undefined,
    held: ducked !== undefined,
    silentMs: silent === Infinity ? undefined : silent + FADE_MS - from,
    heard: session.interims(from),
  };
  if (flushed === undefined || reply === undefined) return { ...result, wordsOff: undefined };
  const written = session.history.find(({ id }) => id === reply.message);
  const kept = written === undefined ? 0 : comparableWords(messageText(written)).length;
  const said = reply.captions.map(({ text }) => text);
  return { ...result, wordsOff: kept - (await heardWords(models, said, reply.played)) };
}
