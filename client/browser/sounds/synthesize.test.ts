import { describe, expect, it } from "vitest";
import { peakAmplitude, rootMeanSquare } from "../../../shared/audio/pcm.ts";
import { SYNTHETIC_SOUNDS, synthesize } from "./synthesize.ts";

/** A small generator, so that a sound is the same each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const RATE = 24_000;

describe.each(SYNTHETIC_SOUNDS)("%s", (name) => {
  const sound = synthesize(name, RATE, seeded(1));

  it("C53: is as loud as the others, and never clips", () => {
    expect(rootMeanSquare(sound)).toBeGreaterThan(0.05);
    expect(rootMeanSquare(sound)).toBeLessThan(0.11);
    expect(peakAmplitude(sound)).toBeLessThan(1);
  });

  it("C53: can be repeated: its end meets its beginning", () => {
    const steps = sound.slice(1).map((sample, index) => sample - sound[index]!);
    const seam = Math.abs(sound[0]! - sound.at(-1)!);
    expect(seam).toBeLessThanOrEqual(peakAmplitude(steps));
    const tenth = RATE / 10;
    const [end, start] = [sound.slice(-tenth), sound.slice(0, tenth)].map(rootMeanSquare);
    if (name === "rain" || name === "office") expect(end! / start!).toBeGreaterThan(0.5);
  });

  it("C53: is made of the numbers that it is given", () => {
    expect(synthesize(name, RATE, seeded(1))).toEqual(sound);
  });
});
