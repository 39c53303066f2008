import { MICROPHONE_RATE } from "../../shared/protocol/version.ts";
import { lastVoice } from "../last-voice.ts";
import { readRecording } from "../../tests/fixtures/recordings.ts";
import type { Speech } from "./talk.ts";

/** A person reads one sentence: of LibriVox, in Debian's pocketsphinx-testdata. */
const RECORDING = "librivox/sense_and_sensibility_01_austen_64kb-0880.wav";
/** Room around it: the answer is heard in it. */
const BEFORE = MICROPHONE_RATE * 0.3;
const AFTER = MICROPHONE_RATE * 5.2;

/**
 * What everybody hears: a human voice, and silence in which the answer is said. `endMs`: when a
 * provider that tells turns by itself is sure of the end.
 * @throws Error when the recording is not installed.
 */
export function benchSpeech(endMs: number): Speech {
  const recording = readRecording(RECORDING);
  const last = lastVoice(recording);
  const samples = new Int16Array(BEFORE + last + AFTER);
  for (let at = 0; at < last; at++)
    samples[BEFORE + at] = Math.round((recording[at] ?? 0) * 32_767);
  return {
    samples,
    plan: { first: BEFORE, last: BEFORE + last, period: samples.length, endMs },
  };
}
