import { rootMeanSquare } from "../shared/audio/pcm.ts";

/** Samples of one measurement: 10 ms at 16 kHz. */
const WINDOW = 160;
/** A voice is at most this far below the loudest window: breath and the room are further. */
const BELOW_PEAK = 10 ** (-25 / 20);
/** And this far above the recording's own noise. */
const ABOVE_NOISE = 10 ** (10 / 20);

/**
 * Where a recording's last voice ends, by its loudness alone: the sample after the last 10 ms that
 * are within 25 dB of the loudest and 10 dB above the recording's noise (its quietest twentieth).
 * No model of ours is asked, so that none is measured by itself.
 * @param samples at 16 kHz
 */
export function lastVoice(samples: Float32Array): number {
  const levels: number[] = [];
  for (let at = 0; at + WINDOW <= samples.length; at += WINDOW)
    levels.push(rootMeanSquare(samples.subarray(at, at + WINDOW)));
  const sorted = levels.toSorted((a, b) => a - b);
  const noise = sorted[Math.floor(sorted.length / 20)] ?? 0;
  const peak = sorted.at(-1) ?? 0;
  const threshold = Math.max(peak * BELOW_PEAK, noise * ABOVE_NOISE);
  const last = levels.findLastIndex((level) => level > threshold);
  return (last + 1) * WINDOW;
}
