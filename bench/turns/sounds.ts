import { float32ToInt16, int16ToFloat32, rootMeanSquare } from "../../shared/audio/pcm.ts";
import { createResampler } from "../../shared/audio/resampler.ts";
import { seededRandom } from "../../shared/testing/seeded-random.ts";

const RATE = 16_000;

/** So much quieter than its loudest sounds speech still counts, a factor: breath and hiss don't. */
const QUIETEST = 0.06;

/** Speech at 16 kHz without what is around it. */
export function trimmed(samples: Int16Array, rate: number): Float32Array {
  const resampler = createResampler({ from: rate, to: RATE });
  const whole = joined([resampler.process(int16ToFloat32(samples)), resampler.flush()]);
  const loudest = whole.map(Math.abs).toSorted()[Math.floor(whole.length * 0.99)] ?? 0;
  const isLoud = (sample: number): boolean => Math.abs(sample) > QUIETEST * loudest;
  return whole.slice(whole.findIndex(isLoud), whole.findLastIndex(isLoud) + 1);
}

export function silence(ms: number): Float32Array {
  return new Float32Array(Math.round((ms * RATE) / 1000));
}

export function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The same with a room's noise, pink, so many decibels below its speech; as the microphone gives it. */
export function inRoom(speech: Float32Array, snrDb: number | undefined, seed: number): Int16Array {
  if (snrDb === undefined) return float32ToInt16(speech);
  const noise = pink(speech.length, seed);
  const voiced = speech.filter((sample) => Math.abs(sample) > 0.015);
  const gain = (rootMeanSquare(voiced) * 10 ** (-snrDb / 20)) / rootMeanSquare(noise);
  return float32ToInt16(speech.map((sample, index) => sample + gain * (noise[index] ?? 0)));
}

/** Pink noise by Voss and McCartney: sixteen generators, each half as often renewed as the one before. */
export function pink(length: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  const rows = Array.from({ length: 16 }, () => random() - 0.5);
  let sum = rows.reduce((a, b) => a + b, 0);
  return Float32Array.from({ length }, (_, index) => {
    const row = index === 0 ? 0 : Math.min(15, Math.clz32(index & -index) ^ 31);
    const fresh = random() - 0.5;
    sum += fresh - (rows[row] ?? 0);
    rows[row] = fresh;
    return (sum + random() - 0.5) / 8;
  });
}

/** Sounds that are no speech, about as loud as a voice. */
export function noiseOf(name: string, seed: number): Float32Array {
  const random = seededRandom(seed);
  const white = (): number => random() * 2 - 1;
  const burst = (ms: number, decayMs: number, gain: number): Float32Array => {
    let low = 0;
    return silence(ms).map((_, index) => {
      low += 0.35 * (white() - low);
      return gain * low * Math.exp((-index * 1000) / (decayMs * RATE));
    });
  };
  switch (name) {
    case "cough":
      return joined([burst(220, 70, 0.9), silence(120), burst(180, 60, 0.7)]);
    case "knock":
      return joined([
        burst(60, 8, 1),
        silence(180),
        burst(60, 8, 1),
        silence(180),
        burst(60, 8, 1),
      ]);
    case "keys":
      return joined(
        Array.from({ length: 12 }, () => [burst(25, 4, 0.5), silence(60 + 80 * random())]).flat(),
      );
    default:
      return silence(1_500).map((_, index) => 0.08 * Math.sin((2 * Math.PI * 100 * index) / RATE));
  }
}
