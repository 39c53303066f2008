import { rootMeanSquare } from "../../shared/audio/pcm.ts";

/** The model's attention costs memory with the square of the length: 12 s take 100 MB, 30 s 370 MB. */
const MAX_SECONDS = 12;
/** A border is looked for in this last part of a window. */
const SEARCH_SECONDS = 5;
const BLOCK_SECONDS = 0.02;
/** Length over which the quietest place is judged: that of a pause between two words. */
const PAUSE_BLOCKS = 6;

/**
 * Cuts a long recording into windows of at most 12 s, each border in the quietest place of the
 * window's last 5 s. A short one comes back as it is.
 * @param rate samples per second
 */
export function utteranceWindows(audio: Float32Array, rate: number): Float32Array[] {
  const windows: Float32Array[] = [];
  let rest = audio;
  while (rest.length > MAX_SECONDS * rate) {
    const border = quietestPlace(rest, rate);
    windows.push(rest.subarray(0, border));
    rest = rest.subarray(border);
  }
  return [...windows, rest];
}

function quietestPlace(audio: Float32Array, rate: number): number {
  const block = Math.round(BLOCK_SECONDS * rate);
  const first = Math.round((MAX_SECONDS - SEARCH_SECONDS) * rate);
  const last = MAX_SECONDS * rate - PAUSE_BLOCKS * block;
  let best = { level: Infinity, at: last };
  for (let at = first; at <= last; at += block) {
    const level = rootMeanSquare(audio.subarray(at, at + PAUSE_BLOCKS * block));
    if (level < best.level) best = { level, at };
  }
  return best.at + (PAUSE_BLOCKS * block) / 2;
}
