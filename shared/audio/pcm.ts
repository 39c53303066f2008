/* oxlint-disable typescript/no-non-null-assertion -- every index below is within its typed array; `?? 0` would cost in the inner loops */
/**
 * PCM samples in their three shapes: little-endian 16-bit bytes as they travel, Int16Array as they
 * are stored, Float32Array in −1…1 as models want them. 1.0 stands for 32768, so every 16-bit value
 * survives the way to float and back unchanged.
 */
const FULL_SCALE = 32_768;
const MAX_INT16 = 32_767;

function toInt16(sample: number): number {
  const scaled = Math.round(sample * FULL_SCALE);
  if (scaled > MAX_INT16) return MAX_INT16;
  if (scaled < -FULL_SCALE) return -FULL_SCALE;
  return scaled; // NaN falls through and is stored as 0 by every integer array
}

/**
 * Int16 → float in −1…1. Writes to the start of `target` (at least as long as `source`) and returns
 * the part that was written; without a target a new array is made.
 */
export function int16ToFloat32(source: Int16Array, target?: Float32Array): Float32Array {
  const out = target ?? new Float32Array(source.length);
  for (let i = 0; i < source.length; i++) out[i] = source[i]! / FULL_SCALE;
  return out.length === source.length ? out : out.subarray(0, source.length);
}

/** Float → Int16, rounded to nearest and clipped, never wrapped. `target` as in {@link int16ToFloat32}. */
export function float32ToInt16(source: Float32Array, target?: Int16Array): Int16Array {
  const out = target ?? new Int16Array(source.length);
  for (let i = 0; i < source.length; i++) out[i] = toInt16(source[i]!);
  return out.length === source.length ? out : out.subarray(0, source.length);
}

/**
 * PCM16LE bytes at any alignment → float in −1…1; a trailing odd byte is left out. `target` (in
 * samples) as in {@link int16ToFloat32}.
 */
export function pcm16ToFloat32(bytes: Uint8Array, target?: Float32Array): Float32Array {
  const count = bytes.length >> 1;
  const out = target ?? new Float32Array(count);
  for (let i = 0; i < count; i++)
    out[i] = (((bytes[2 * i]! | (bytes[2 * i + 1]! << 8)) << 16) >> 16) / FULL_SCALE;
  return out.length === count ? out : out.subarray(0, count);
}

/** Float → PCM16LE bytes, rounded and clipped. `target` (in bytes) as in {@link int16ToFloat32}. */
export function float32ToPcm16(source: Float32Array, target?: Uint8Array): Uint8Array {
  const length = source.length * 2;
  const out = target ?? new Uint8Array(length);
  for (let i = 0; i < source.length; i++) {
    const sample = toInt16(source[i]!);
    out[2 * i] = sample & 0xff;
    out[2 * i + 1] = (sample >> 8) & 0xff;
  }
  return out.length === length ? out : out.subarray(0, length);
}

/** PCM16LE bytes at any alignment → Int16Array (always a copy); a trailing odd byte is left out. */
export function pcm16ToInt16(bytes: Uint8Array, target?: Int16Array): Int16Array {
  const count = bytes.length >> 1;
  const out = target ?? new Int16Array(count);
  for (let i = 0; i < count; i++) out[i] = bytes[2 * i]! | (bytes[2 * i + 1]! << 8);
  return out.length === count ? out : out.subarray(0, count);
}

/** Int16Array → PCM16LE bytes (always a copy), whatever the machine's own byte order. */
export function int16ToPcm16(source: Int16Array, target?: Uint8Array): Uint8Array {
  const length = source.length * 2;
  const out = target ?? new Uint8Array(length);
  for (let i = 0; i < source.length; i++) {
    out[2 * i] = source[i]! & 0xff;
    out[2 * i + 1] = (source[i]! >> 8) & 0xff;
  }
  return out.length === length ? out : out.subarray(0, length);
}

/** Root mean square of the samples, 0…1 of full scale; 0 for no samples. */
export function rootMeanSquare(samples: Float32Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i]! * samples[i]!;
  return Math.sqrt(sum / samples.length);
}

/** Largest absolute sample, 0…1 of full scale; 0 for no samples. */
export function peakAmplitude(samples: Float32Array): number {
  let peak = 0;
  for (let i = 0; i < samples.length; i++) {
    const magnitude = Math.abs(samples[i]!);
    if (magnitude > peak) peak = magnitude;
  }
  return peak;
}

/** Amplitude (0…1) in decibels below full scale; −Infinity for silence. */
export function amplitudeToDecibels(amplitude: number): number {
  return 20 * Math.log10(amplitude);
}
