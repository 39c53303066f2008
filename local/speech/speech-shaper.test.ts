import { expect, it } from "vitest";
import { SPEECH_RATE, SpeechShaper } from "./speech-shaper.ts";

const RATE = 16_000;

/** Silence, a tone of `amplitude`, silence; each in seconds. */
function burst(before: number, sound: number, after: number, amplitude = 0.3): Float32Array {
  const length = Math.round((before + sound + after) * RATE);
  return Float32Array.from({ length }, (_, i) =>
    i >= before * RATE && i < (before + sound) * RATE ? amplitude * Math.sin(i * 0.4) : 0,
  );
}

function shape(input: Float32Array, block: number, gainDb = 0, pauseMs = 100): Int16Array {
  const shaper = new SpeechShaper(RATE, gainDb);
  const parts: Int16Array[] = [];
  for (let at = 0; at < input.length; at += block)
    parts.push(shaper.push(input.subarray(at, at + block)));
  parts.push(shaper.endUnit(pauseMs), shaper.end());
  return Int16Array.from(parts.flatMap((part) => [...part]));
}

it("L43: at most 20 ms come before the first sound, and the set pause after the last", () => {
  const samples = shape(burst(0.5, 1, 0.7), 4000);
  const first = samples.findIndex((sample) => Math.abs(sample) > 500);
  const last = samples.findLastIndex((sample) => Math.abs(sample) > 500);
  expect((first / SPEECH_RATE) * 1000).toBeLessThanOrEqual(20);
  const after = ((samples.length - last) / SPEECH_RATE) * 1000;
  expect(after).toBeGreaterThan(100);
  expect(after).toBeLessThan(160);
});

it("L43: a pause inside the speech is kept", () => {
  const two = new Float32Array([...burst(0.2, 0.5, 0.3), ...burst(0, 0.5, 0.2)]);
  const samples = shape(two, 1000);
  expect(samples.length / SPEECH_RATE).toBeGreaterThan(1.3);
});

it("L43: the same comes out wherever the pieces are cut", () => {
  const input = burst(0.1, 0.6, 0.4);
  expect(shape(input, 77)).toEqual(shape(input, 5000));
});

it("L44: a loud voice is bent, never clipped", () => {
  const samples = shape(burst(0, 0.5, 0, 0.9), 4000, 12);
  const peak = Math.max(...samples.map(Math.abs));
  expect(peak).toBeGreaterThan(0.8 * 32_767);
  expect(peak).toBeLessThan(32_767);
});

it("L45: a unit without sound is nothing", () => {
  expect(shape(new Float32Array(RATE), 4000)).toHaveLength(0);
});
