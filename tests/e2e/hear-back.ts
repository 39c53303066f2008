import type { ProductAddress } from "../product/started-product.ts";
import { createResampler } from "../../shared/audio/resampler.ts";
import { float32ToInt16, int16ToFloat32, rootMeanSquare } from "../../shared/audio/pcm.ts";
import { encodeWav } from "../../shared/audio/wav.ts";
import type { PlayedSound } from "./sound-tap.ts";

/** What recognizers take. */
const RATE = 16_000;
/** The model server transcribes at most 30 s in one piece; a piece ends at the quietest place. */
const PIECE_MIN = 10 * RATE;
const PIECE_MAX = 20 * RATE;
const WINDOW = RATE / 10;
/** Below this loudness a window is silent, −50 dB. A recognizer hears nothing after long silence. */
const SILENT = 0.003;

/** The words in a sound, by the model server's speech recognition. */
export async function hearBack(sound: PlayedSound, product: ProductAddress): Promise<string> {
  const resampler = createResampler({ from: sound.rate, to: RATE });
  const samples = trimmed(resampler.process(int16ToFloat32(sound.samples)));
  const words: string[] = [];
  for (let from = 0; from < samples.length;) {
    const to = pieceEnd(samples, from);
    words.push(await transcribe(samples.subarray(from, to), product));
    from = to;
  }
  return words.join(" ").trim();
}

/** Without the silence before the first and after the last sound. */
function trimmed(samples: Float32Array): Float32Array {
  const isSound = (at: number): boolean =>
    rootMeanSquare(samples.subarray(at, at + WINDOW)) > SILENT;
  let from = 0;
  while (from < samples.length && !isSound(from)) from += WINDOW;
  let to = samples.length;
  while (to > from && !isSound(to - WINDOW)) to -= WINDOW;
  return samples.subarray(Math.max(0, from - WINDOW), to + WINDOW);
}

/** Where a piece ends: with the sound, or else in the quietest tenth of a second. */
function pieceEnd(samples: Float32Array, from: number): number {
  if (samples.length - from <= PIECE_MAX) return samples.length;
  let best = from + PIECE_MIN;
  let least = Number.POSITIVE_INFINITY;
  for (let at = from + PIECE_MIN; at < from + PIECE_MAX; at += WINDOW) {
    const level = rootMeanSquare(samples.subarray(at, at + WINDOW));
    if (level < least) [best, least] = [at + WINDOW / 2, level];
  }
  return best;
}

async function transcribe(samples: Float32Array, product: ProductAddress): Promise<string> {
  const form = new FormData();
  const wav = encodeWav(float32ToInt16(samples), RATE);
  form.set("file", new Blob([wav.slice().buffer], { type: "audio/wav" }), "played.wav");
  form.set("model", "moonshine-tiny");
  const response = await fetch(`${product.localUrl}/v1/audio/transcriptions`, {
    method: "POST",
    headers: { authorization: `Bearer ${product.localKey}` },
    body: form,
  });
  if (!response.ok) throw new Error(`The model server answered ${response.status}.`);
  return ((await response.json()) as { text: string }).text;
}
