import type { SileroVad } from "../audio/silero-vad.ts";
import { MICROPHONE_RATE } from "../protocol/version.ts";

/**
 * Speech for tests: every word is a stretch of samples that all have the word's own number, so that
 * a recognizer of a few lines reads from the audio what was really there, and what was lost on its
 * way. Silence is 0, noise is {@link NOISE}.
 */
export interface TokenVoice {
  /** Samples of a word, with a short stretch of silence after it. */
  word(word: string, ms?: number): Int16Array;
  /** The words in the samples: those of which at least half is there. */
  words(samples: Int16Array): string[];
}

/** A sound that is no word. */
export const NOISE = -1;
/** Silence after each word. */
const GAP_MS = 20;
/** Length of a word that nothing is said of. */
const WORD_MS = 220;
/** Numbers of words go round: a conversation has fewer words than a recognizer keeps audio for. */
const NUMBERS = 30_000;

interface Spoken {
  readonly word: string;
  readonly length: number;
}

/** A voice with a vocabulary of its own. */
export function createTokenVoice(): TokenVoice {
  const spoken: Spoken[] = [];
  return {
    word(word, ms = WORD_MS) {
      const length = samplesOf(ms);
      const number = (spoken.length % NUMBERS) + 1;
      spoken.push({ word, length });
      const samples = new Int16Array(length + samplesOf(GAP_MS));
      samples.fill(number, 0, length);
      return samples;
    },
    words(samples) {
      const heard: string[] = [];
      for (let at = 0; at < samples.length;) {
        const number = samples[at] as number;
        const from = at;
        while (at < samples.length && samples[at] === number) at++;
        if (number <= 0) continue;
        const { word, length } = spoken[number - 1] as Spoken;
        if (at - from >= length / 2) heard.push(word);
      }
      return heard;
    },
  };
}

/** So many milliseconds of silence. */
export function silence(ms: number): Int16Array {
  return new Int16Array(samplesOf(ms));
}

/** So many milliseconds of a sound that is no word. */
export function noise(ms: number): Int16Array {
  return silence(ms).fill(NOISE);
}

/** A detector that takes everything but silence for a voice. */
export function createTokenVad(): SileroVad {
  return {
    process(frame) {
      let sounds = 0;
      for (let at = 0; at < frame.length; at += 8) if (frame[at] !== 0) sounds += 8;
      return sounds / frame.length;
    },
    reset() {},
    save: () => new Float32Array(0),
    restore() {},
  };
}

function samplesOf(ms: number): number {
  return Math.round((ms * MICROPHONE_RATE) / 1000);
}
