import type { PlaybackQueue, QueueReport } from "../playback-queue.ts";

/** Samples that an audio context renders at a time. */
export const BLOCK = 128;

/** Samples of a constant level: what comes out is that level, or a ramp. */
export function level(length: number, value = 0.5): Int16Array {
  return new Int16Array(length).fill(value * 32_768);
}

/** Renders blocks; returns the sound and the reports. */
export function render(queue: PlaybackQueue, blocks: number) {
  const sound: number[] = [];
  const reports: QueueReport[] = [];
  for (let block = 0; block < blocks; block++) {
    const output = new Float32Array(BLOCK);
    queue.render(output);
    sound.push(...output);
    reports.push(...queue.takeReports());
  }
  return { sound, reports };
}

/** Samples that are not silent. */
export const loud = (sound: readonly number[]) => sound.filter((sample) => sample !== 0).length;
/** The greatest step between neighbours: a click is a large one. */
export const steepest = (sound: readonly number[]) =>
  Math.max(...sound.slice(1).map((sample, index) => Math.abs(sample - sound[index]!)));
