import { describe, expect, it } from "vitest";
import { peakAmplitude, rootMeanSquare } from "../../../shared/audio/pcm.ts";
import { seededRandom } from "../../../shared/testing/seeded-random.ts";
import { SYNTHETIC_SOUNDS, synthesize } from "./synthesize.ts";

const RATE = 24_000;

describe.each(SYNTHETIC_SOUNDS)("%s", (name) => {
  const sound = synthesize(name, RATE, seededRandom(1));

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
    expect(synthesize(name, RATE, seededRandom(1))).toEqual(sound);
  });
});
