import { describe, expect, it } from "vitest";
import { createResampler } from "./resampler.ts";

const RATIOS = [
  [48_000, 16_000],
  [44_100, 16_000],
  [24_000, 48_000],
  [22_050, 24_000],
  [16_000, 24_000],
  [8_000, 16_000],
  [44_100, 48_000],
  [48_000, 44_100],
  [44_101, 16_000],
] as const;

function sine(frequency: number, rate: number, length: number): Float32Array {
  return Float32Array.from(
    { length },
    (_, i) => 0.5 * Math.sin((2 * Math.PI * frequency * i) / rate),
  );
}

function resample(input: Float32Array, from: number, to: number, block = input.length) {
  const resampler = createResampler({ from, to });
  const parts: Float32Array[] = [];
  for (let at = 0; at < input.length; at += block)
    parts.push(resampler.process(input.subarray(at, at + block)));
  parts.push(resampler.flush());
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

/** Without the ends, where the signal begins and stops abruptly. */
const middle = (samples: Float32Array) => samples.subarray(400, samples.length - 400);

/** Largest difference from the sine that should have come out, at the right times. */
function deviation(output: Float32Array, frequency: number, rate: number): number {
  const expected = sine(frequency, rate, output.length);
  const differences = middle(output.map((sample, i) => Math.abs(sample - expected[i]!)));
  return Math.max(...differences);
}

describe("resampler", () => {
  it.each(RATIOS)("A30, A33: %i → %i keeps a sine's frequency, level and place", (from, to) => {
    const limit = 0.85 * (Math.min(from, to) / 2);
    for (const frequency of [97, 1_000, 0.5 * limit, limit]) {
      const output = resample(sine(frequency, from, from / 2), from, to);
      // 0.1 dB of 0.5 is 0.0058; a shift in time or frequency would be far more.
      expect(deviation(output, frequency, to)).toBeLessThan(0.0058);
    }
  });

  it.each(RATIOS.filter(([from, to]) => from > to))(
    "A31: %i → %i: what would alias is 60 dB lower",
    (from, to) => {
      for (const frequency of [to / 2, 0.55 * to, 0.75 * to, 0.49 * from]) {
        if (frequency < to / 2 || frequency > from / 2) continue;
        const output = middle(resample(sine(frequency, from, from / 2), from, to));
        expect(Math.max(...output.map(Math.abs))).toBeLessThan(0.5 / 1000);
      }
    },
  );

  it.each(RATIOS.filter(([from, to]) => from < to))(
    "A31: %i → %i: images are 60 dB lower",
    (from, to) => {
      const frequency = 0.8 * (from / 2);
      const output = middle(resample(sine(frequency, from, from / 2), from, to));
      const image = from - frequency;
      let re = 0;
      let im = 0;
      for (const [i, sample] of output.entries()) {
        const window = 1 - Math.cos((2 * Math.PI * i) / output.length);
        re += window * sample * Math.cos((2 * Math.PI * image * i) / to);
        im += window * sample * Math.sin((2 * Math.PI * image * i) / to);
      }
      const amplitude = (2 * Math.hypot(re, im)) / output.length;
      expect(amplitude).toBeLessThan(0.5 / 1000);
    },
  );

  it.each(RATIOS)("A32: %i → %i: block borders leave no trace", (from, to) => {
    let seed = 5;
    const noise = Float32Array.from({ length: 6_000 }, () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 1_073_741_824 - 1;
    });
    const whole = resample(noise, from, to);
    for (const block of [1, 7, 128, 960, 4_001])
      expect(resample(noise, from, to, block)).toEqual(whole);
  });

  it.each(RATIOS)("A33: %i → %i: the length is right", (from, to) => {
    for (const length of [0, 1, 2, 159, 160, 441, 1_000, 4_801])
      expect(resample(new Float32Array(length), from, to, 100)).toHaveLength(
        Math.ceil((length * to) / from),
      );
  });

  it("A33: constant input comes out constant", () => {
    for (const [from, to] of RATIOS)
      for (const sample of middle(resample(new Float32Array(8_000).fill(0.25), from, to)))
        expect(sample).toBeCloseTo(0.25, 6);
  });

  it("A34: flush leaves it as new, equal rates pass through, wrong rates are named", () => {
    const resampler = createResampler({ from: 48_000, to: 16_000 });
    const input = sine(440, 48_000, 1_000);
    const once = [...resampler.process(input), ...resampler.flush()];
    expect([...resampler.process(input), ...resampler.flush()]).toEqual(once);

    const same = createResampler({ from: 16_000, to: 16_000 });
    expect(same.process(input)).toEqual(input);
    expect(same.process(input)).not.toBe(input);
    expect(same.flush()).toHaveLength(0);

    const wrong = [
      [{ from: 0, to: 16_000 }, "from"],
      [{ from: 44_100.5, to: 16_000 }, "from"],
      [{ from: 48_000, to: 1e9 }, "to"],
    ] as const;
    for (const [rates, field] of wrong)
      expect(() => createResampler(rates)).toThrow(
        expect.objectContaining({ code: "bad_input", field }),
      );
  });
});
