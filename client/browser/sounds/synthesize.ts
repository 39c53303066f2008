/** Sounds that are made here: each is a few seconds that can be repeated without a seam. */
export const SYNTHETIC_SOUNDS = ["rain", "office", "typing", "soft"] as const;
export type SyntheticSound = (typeof SYNTHETIC_SOUNDS)[number];

/** Every sound's loudness: root mean square of full scale. */
const LEVEL = 0.1;
/** The end of a noise is blended into its beginning for so long, in seconds. */
const SEAM_S = 0.25;
const SECONDS: Readonly<Record<SyntheticSound, number>> = {
  rain: 6,
  office: 8,
  typing: 5,
  soft: 3.2,
};

type Random = () => number;

/** Whether a name is one of them. */
export function isSynthetic(name: string): name is SyntheticSound {
  return (SYNTHETIC_SOUNDS as readonly string[]).includes(name);
}

/**
 * Makes a sound at `rate` hertz, mono, full scale 1. `random` is uniform in 0…1; the same numbers
 * make the same sound.
 */
export function synthesize(name: SyntheticSound, rate: number, random: Random): Float32Array {
  const sound = new Float32Array(Math.round(SECONDS[name] * rate));
  MAKERS[name](sound, rate, random);
  return levelled(sound);
}

type Maker = (sound: Float32Array, rate: number, random: Random) => void;

const MAKERS: Readonly<Record<SyntheticSound, Maker>> = {
  rain(sound, rate, random) {
    addNoise(sound, rate, random, { lowHz: 900, highHz: 6_000, gain: 1 });
    for (let drop = 0; drop < 90; drop++)
      addTone(sound, rate, random() * sound.length, {
        hertz: 1_500 + 3_500 * random(),
        decayS: 0.004 + 0.01 * random(),
        gain: 0.4 * random(),
      });
  },
  office(sound, rate, random) {
    addNoise(sound, rate, random, { lowHz: 40, highHz: 300, gain: 1 });
    // Voices two rooms away: what a wall leaves of speech, in syllables.
    const murmur = new Float32Array(sound.length);
    addNoise(murmur, rate, random, { lowHz: 250, highHz: 900, gain: 1 });
    const turns = (2 * Math.PI) / sound.length;
    for (let index = 0; index < sound.length; index++) {
      // Whole numbers of turns: the loop has no seam.
      const syllables = Math.max(0, Math.sin(29 * turns * index) + Math.sin(37 * turns * index));
      const talking = Math.max(0, Math.sin(3 * turns * index));
      sound[index] = sound[index]! + 0.25 * syllables * talking * murmur[index]!;
    }
    addKeys(sound, rate, random, { from: 0.35, to: 0.6, gain: 0.5 });
  },
  typing(sound, rate, random) {
    addKeys(sound, rate, random, { from: 0, to: 0.4, gain: 1 });
    addKeys(sound, rate, random, { from: 0.52, to: 0.9, gain: 1 });
  },
  soft(sound, rate) {
    const pulse = (2 * Math.PI * 2) / sound.length;
    const cycles = (hertz: number): number =>
      (2 * Math.PI * Math.round((hertz * sound.length) / rate)) / sound.length;
    const [low, high] = [cycles(220), cycles(330)];
    for (let index = 0; index < sound.length; index++) {
      const swell = (1 - Math.cos(pulse * index)) / 2;
      sound[index] = swell * (Math.sin(low * index) + 0.5 * Math.sin(high * index));
    }
  },
};

/** Noise between two frequencies, its end blended into its beginning. */
function addNoise(
  sound: Float32Array,
  rate: number,
  random: Random,
  { lowHz, highHz, gain }: { lowHz: number; highHz: number; gain: number },
): void {
  const seam = Math.round(SEAM_S * rate);
  const smooth = (hertz: number): number => 1 - Math.exp((-2 * Math.PI * hertz) / rate);
  const [slow, fast] = [smooth(lowHz), smooth(highHz)];
  let [low, high] = [0, 0];
  const next = (): number => {
    const white = 2 * random() - 1;
    high += fast * (white - high);
    low += slow * (high - low);
    return gain * (high - low);
  };
  const before = Float32Array.from({ length: seam }, next);
  for (let index = 0; index < sound.length; index++) sound[index] = sound[index]! + next();
  // The end becomes what came before the beginning: equal power, since the two are unlike each other.
  for (let index = 0; index < seam; index++) {
    const angle = ((index + 0.5) / seam) * (Math.PI / 2);
    const at = sound.length - seam + index;
    sound[at] = sound[at]! * Math.cos(angle) + before[index]! * Math.sin(angle);
  }
}

/** Keys that are struck in a stretch of the sound, given as shares of it. */
function addKeys(
  sound: Float32Array,
  rate: number,
  random: Random,
  { from, to, gain }: { from: number; to: number; gain: number },
): void {
  let at = from * sound.length;
  while (at < to * sound.length) {
    const strength = gain * (0.5 + 0.5 * random());
    addTone(sound, rate, at, { hertz: 170 + 60 * random(), decayS: 0.012, gain: strength });
    addTone(sound, rate, at, { hertz: 2_400 + 1_600 * random(), decayS: 0.003, gain: strength });
    at += rate * (0.08 + 0.12 * random());
  }
}

/** A tone that dies away; what reaches past the end goes on at the beginning. */
function addTone(
  sound: Float32Array,
  rate: number,
  from: number,
  { hertz, decayS, gain }: { hertz: number; decayS: number; gain: number },
): void {
  const length = Math.min(sound.length, Math.round(8 * decayS * rate));
  const turn = (2 * Math.PI * hertz) / rate;
  for (let index = 0; index < length; index++) {
    const at = (Math.floor(from) + index) % sound.length;
    sound[at] = sound[at]! + gain * Math.exp(-index / (decayS * rate)) * Math.sin(turn * index);
  }
}

function levelled(sound: Float32Array): Float32Array {
  const power = sound.reduce((sum, sample) => sum + sample * sample, 0) / sound.length;
  const gain = power === 0 ? 0 : LEVEL / Math.sqrt(power);
  // A click is short: its peak may be far above what it does for the loudness.
  return sound.map((sample) => Math.tanh(gain * sample));
}
