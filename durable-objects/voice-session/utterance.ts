import { LIMITS } from "../../shared/protocol/limits.ts";
import { MICROPHONE_RATE } from "../../shared/protocol/version.ts";

/**
 * The user's turn as audio: samples since `from`, and the words of what came before, which are
 * settled and not transcribed again.
 */
export interface Utterance {
  readonly from: number;
  readonly settled: string;
}

const samples = (ms: number): number => (ms * MICROPHONE_RATE) / 1000;

/** From this length on, words before a pause are settled when the user goes on. */
const SETTLE_AT_PAUSE = samples(10_000);
/** From this length on, words are settled in the middle of speech: recognizers take no more. */
const SETTLE_ANYWHERE = samples(LIMITS.utteranceMs - 2_000);

/** Joins settled words and newer ones. */
export function utteranceText(utterance: Utterance, text: string): string {
  return `${utterance.settled} ${text}`.trim();
}

/**
 * Settles the words of the audio up to `to`, where the utterance is long enough that transcribing
 * it from the start again would take too long; otherwise returns it as it is.
 */
export function settleUtterance(
  utterance: Utterance,
  transcript: { readonly text: string; readonly to: number; readonly atPause: boolean },
): Utterance {
  const length = transcript.to - utterance.from;
  const enough = length >= (transcript.atPause ? SETTLE_AT_PAUSE : SETTLE_ANYWHERE);
  if (!enough) return utterance;
  return { from: transcript.to, settled: utteranceText(utterance, transcript.text) };
}
