import { expect, it } from "vitest";
import { lastVoice } from "./last-voice.ts";

/** A second and a half: half a second of a tone, and noise all along. */
function toneInNoise(noise: number): Float32Array {
  const samples = new Float32Array(24_000);
  for (let i = 0; i < samples.length; i++) {
    const tone = i >= 8_000 && i < 16_000 ? 0.5 * Math.sin(i / 5) : 0;
    samples[i] = tone + noise * Math.sin(i * i);
  }
  return samples;
}

it.each([0, 0.0001, 0.01])("finds the end of a tone in noise of %f", (noise) => {
  expect(lastVoice(toneInNoise(noise))).toBe(16_000);
});

it("finds nothing in silence", () => {
  expect(lastVoice(new Float32Array(16_000))).toBe(0);
});
