/* oxlint-disable typescript/no-non-null-assertion -- every index below is within its typed array; `?? 0` would cost in the inner loops */
/** Window length, a power of two. */
const SIZE = 256;
const HOP = 128;
const BINS = SIZE / 2 + 1;

/** Where a sample goes before the first butterfly: its index with the bits reversed. */
function bitReversed(index: number): number {
  let reversed = 0;
  for (let bit = 1; bit < SIZE; bit <<= 1) {
    reversed = (reversed << 1) | (index & 1);
    index >>= 1;
  }
  return reversed;
}

/**
 * Makes the model's short-time Fourier transform: a periodic Hann window of 256 samples, hop 128.
 * The returned function computes the windows `first` and `first + 1` (0 or 2) of `signal` and writes
 * their magnitudes as [bin 129][window 4].
 *
 * Both windows go through one complex transform, as its real and imaginary part. The model's own
 * file carries the transform as a 258 × 256 matrix; this equals it within 32-bit rounding and costs
 * a fiftieth.
 */
export function createSpectrum(): (
  signal: Float32Array,
  first: number,
  magnitudes: Float32Array,
) => void {
  const window = Float64Array.from(
    { length: SIZE },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / SIZE),
  );
  const order = Uint8Array.from({ length: SIZE }, (_, i) => bitReversed(i));
  const cosine = Float64Array.from({ length: SIZE / 2 }, (_, i) =>
    Math.cos((2 * Math.PI * i) / SIZE),
  );
  const sine = Float64Array.from({ length: SIZE / 2 }, (_, i) =>
    Math.sin((2 * Math.PI * i) / SIZE),
  );
  const re = new Float64Array(SIZE);
  const im = new Float64Array(SIZE);

  function transform(): void {
    for (let span = 1; span < SIZE; span <<= 1) {
      const stride = SIZE / 2 / span;
      for (let start = 0; start < SIZE; start += 2 * span) {
        for (let i = 0; i < span; i++) {
          const a = start + i;
          const b = a + span;
          const c = cosine[i * stride]!;
          const s = sine[i * stride]!;
          const real = re[b]! * c + im[b]! * s;
          const imaginary = im[b]! * c - re[b]! * s;
          re[b] = re[a]! - real;
          im[b] = im[a]! - imaginary;
          re[a] = re[a]! + real;
          im[a] = im[a]! + imaginary;
        }
      }
    }
  }

  return (signal, first, magnitudes) => {
    const at = first * HOP;
    for (let i = 0; i < SIZE; i++) {
      const to = order[i]!;
      re[to] = signal[at + i]! * window[i]!;
      im[to] = signal[at + HOP + i]! * window[i]!;
    }
    transform();
    for (let bin = 0; bin < BINS; bin++) {
      const mirror = (SIZE - bin) % SIZE;
      // Twice the even and the odd part: the spectra of the two real signals.
      const firstRe = re[bin]! + re[mirror]!;
      const firstIm = im[bin]! - im[mirror]!;
      const secondRe = im[bin]! + im[mirror]!;
      const secondIm = re[mirror]! - re[bin]!;
      magnitudes[4 * bin + first] = Math.sqrt(firstRe * firstRe + firstIm * firstIm) / 2;
      magnitudes[4 * bin + first + 1] = Math.sqrt(secondRe * secondRe + secondIm * secondIm) / 2;
    }
  };
}
