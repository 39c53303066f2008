import { REPLY_RATE } from "../../shared/protocol/version.ts";

/** What the models of a conversation do, the same for everybody who is measured. */
export interface VoiceScript {
  /** From the question to the answer's first token, and between two tokens, in milliseconds. */
  readonly thinkMs: number;
  readonly tokenMs: number;
  /** From a sentence to its first sound, in milliseconds. */
  readonly speakMs: number;
  /** How much faster sound is made than it is played; `at once`: without any wait. */
  readonly speed: number | "at once";
  /** From the request for an utterance's words to the words, in milliseconds. */
  readonly listenMs: number;
  readonly answer: string;
  /** Samples of each sentence's sound; absent: by its length. */
  readonly samples?: number;
}

/** What is always understood: words that are complete. */
export const HEARD = "He was not an ill disposed young man.";
/** Samples of one piece of a model's sound: 80 ms. */
export const PIECE = 1_920;
/** A voice of 15 characters a second. */
const SAMPLES_PER_CHARACTER = REPLY_RATE / 15;

const ANSWER = "He surely was not. Most people thought rather well of him.";
const REALISTIC = { thinkMs: 200, tokenMs: 10, speakMs: 100, speed: 20, listenMs: 0 } as const;

/** By name, which is a part of the session's name. */
export const SCRIPTS = {
  /** Delays as of hosted models; the words are there in the pause, as a streaming recognizer has them. */
  realistic: { ...REALISTIC, answer: ANSWER },
  /** The same with a recognizer that gets whole utterances, and is as quick as the embedded one. */
  batch: { ...REALISTIC, listenMs: 120, answer: ANSWER },
  /** The same with some minutes to say. */
  long: { ...REALISTIC, answer: `${ANSWER} `.repeat(20).trim() },
  /** Models that cost no time, and one piece of sound. */
  instant: {
    thinkMs: 0,
    tokenMs: 0,
    speakMs: 0,
    speed: "at once",
    listenMs: 0,
    answer: "He was not.",
    samples: PIECE,
  },
} as const satisfies Readonly<Record<string, VoiceScript>>;
export type ScriptName = keyof typeof SCRIPTS;

/**
 * What the microphone of a session hears, over and over: a voice from sample `first` to `last`, and
 * silence until `period`. A provider that tells turns by itself tells the end `endMs` after the last.
 */
export interface SpeechPlan {
  readonly first: number;
  readonly last: number;
  readonly period: number;
  readonly endMs: number;
}

/** A session's name holds what its models have to know. */
export function sessionName(script: ScriptName, plan: SpeechPlan, id: string): string {
  return [script, plan.first, plan.last, plan.period, plan.endMs, id].join("-");
}

/**
 * Reads {@link sessionName}.
 * @throws Error for any other name.
 */
export function readSessionName(name: string): {
  readonly script: VoiceScript;
  readonly plan: SpeechPlan;
} {
  const [script = "", ...numbers] = name.split("-");
  const [first, last, period, endMs] = numbers.slice(0, 4).map(Number);
  if (!Object.hasOwn(SCRIPTS, script)) throw new Error(`Whose is ${name}?`);
  if (first === undefined || last === undefined || period === undefined || endMs === undefined)
    throw new Error(`The name ${name} has no plan.`);
  return { script: SCRIPTS[script as ScriptName], plan: { first, last, period, endMs } };
}

/** Resolves after so many milliseconds, at once after none. */
type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** The answer, word by word. */
export async function* answerTokens(
  script: VoiceScript,
  wait: Wait,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let delay = script.thinkMs;
  for (const token of script.answer.split(/(?<= )/)) {
    if (delay > 0) await wait(delay, signal);
    delay = script.tokenMs;
    yield token;
  }
}

/** A sentence's sound, piece by piece. */
export async function* speechPieces(
  script: VoiceScript,
  text: string,
  wait: Wait,
  signal: AbortSignal,
): AsyncGenerator<Int16Array<ArrayBuffer>> {
  const samples = script.samples ?? Math.round(text.length * SAMPLES_PER_CHARACTER);
  const pieceMs = script.speed === "at once" ? 0 : (PIECE * 1_000) / REPLY_RATE / script.speed;
  let delay = script.speakMs;
  for (let at = 0; at < samples; at += PIECE) {
    if (delay > 0) await wait(delay, signal);
    delay = pieceMs;
    yield new Int16Array(Math.min(PIECE, samples - at)).fill(1_000);
  }
}
