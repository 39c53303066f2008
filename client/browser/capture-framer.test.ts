import { describe, expect, it } from "vitest";
import { CAPTURE_FRAME, createCaptureFramer } from "./capture-framer.ts";

function sine(rate: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, n) => 0.5 * Math.sin((2 * Math.PI * 440 * n) / rate));
}

describe.each([48_000, 44_100, 16_000])("a microphone at %i Hz", (rate) => {
  it("becomes frames of 512 samples at 16 kHz, whatever the blocks are", () => {
    const input = sine(rate, rate);
    const framer = createCaptureFramer(rate);
    const frames = [];
    for (let at = 0; at < input.length; at += 128)
      frames.push(...framer.push(input.subarray(at, at + 128)));
    const whole = createCaptureFramer(rate).push(input);

    // A second has 31.25 frames; the resampler holds a few milliseconds back.
    expect(frames.length).toBeGreaterThanOrEqual(30);
    expect(frames).toEqual(whole);
    expect(new Set(frames.map(({ samples }) => samples.length))).toEqual(new Set([CAPTURE_FRAME]));
    expect(frames[10]!.level).toBeCloseTo(0.5 / Math.SQRT2, 1);
    const expected = sine(16_000, 16_000);
    const got = frames.flatMap(({ samples }) => [...samples]).slice(1_000, 10_000);
    const worst = Math.max(
      ...got.map((sample, n) => Math.abs(sample / 32_768 - expected[n + 1_000]!)),
    );
    expect(worst).toBeLessThan(0.002);
  });
});
