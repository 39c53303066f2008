/* oxlint-disable typescript/no-non-null-assertion -- every index below is within its typed array; `?? 0` would cost in the inner loops */
import { AppError } from "../errors/app-error.ts";

/** Changes the sample rate of a stream, block by block. */
export interface Resampler {
  /**
   * Takes the next block (any length) and returns the output that it completes, in a new array. The
   * concatenated output is the same, bit for bit, wherever the block borders are. Output sample `n`
   * lies at input time `n · from / to`: there is no delay in the samples, only in when they appear.
   */
  process(input: Float32Array): Float32Array;
  /**
   * Ends the stream: returns the rest, so that `⌈inputs · to / from⌉` samples came out in total, and
   * starts afresh.
   */
  flush(): Float32Array;
  /** Input samples that have to follow an instant before its output appears. */
  readonly lookAhead: number;
}

/**
 * Zero crossings of the sinc on either side, at the lower of both rates. With the Kaiser window
 * below the transition band is about 0.14 of the lower rate's half.
 */
const ZERO_CROSSINGS = 32;
/** Kaiser's β for about 74 dB of stop-band attenuation: 0.1102 (A − 8.7). */
const KAISER_BETA = 7.2;
/** The −6 dB point, as a share of the lower rate's half, so that the stop band begins at the half. */
const CUTOFF = 0.93;
/** Fractions of a sample that the table knows; a ratio with more of them takes the nearest. */
const MAX_PHASES = 4_096;
const MIN_RATE = 1_000;
const MAX_RATE = 384_000;

/** Modified Bessel function of the first kind, order zero, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  for (let k = 1, term = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Row `p` holds the filter for an output that lies `p / phases` after an input sample. */
function filterTable(phases: number, half: number, cutoff: number): Float32Array {
  const taps = 2 * half;
  const table = new Float32Array((phases + 1) * taps);
  const row = new Float64Array(taps);
  for (let phase = 0; phase <= phases; phase++) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - (half - 1) - phase / phases;
      const x = Math.PI * cutoff * distance;
      const edge = distance / half;
      const window = Math.abs(edge) >= 1 ? 0 : besselI0(KAISER_BETA * Math.sqrt(1 - edge * edge));
      row[tap] = (x === 0 ? 1 : Math.sin(x) / x) * window;
      sum += row[tap]!;
    }
    for (let tap = 0; tap < taps; tap++) table[phase * taps + tap] = row[tap]! / sum;
  }
  return table;
}

function checkRate(rate: number, field: string): void {
  if (!Number.isInteger(rate) || rate < MIN_RATE || rate > MAX_RATE)
    throw new AppError("bad_input", `A sample rate of ${rate} Hz is not supported.`, { field });
}

/**
 * Makes a streaming windowed-sinc polyphase resampler for any two whole rates.
 *
 * @throws AppError `bad_input` with field `from` or `to` for a rate outside 1,000–384,000 Hz.
 */
export function createResampler({ from, to }: { from: number; to: number }): Resampler {
  checkRate(from, "from");
  checkRate(to, "to");
  if (from === to)
    return { process: (input) => input.slice(), flush: () => new Float32Array(0), lookAhead: 0 };

  const divisor = greatestCommonDivisor(from, to);
  const up = to / divisor;
  const down = from / divisor;
  const scale = Math.min(1, to / from);
  const half = Math.ceil(ZERO_CROSSINGS / scale);
  const taps = 2 * half;
  const phases = Math.min(up, MAX_PHASES);
  const table = filterTable(phases, half, CUTOFF * scale);
  const wholeStep = Math.floor(down / up);
  const fractionStep = down % up;

  // `history[start …]` are the taps of the next output, which lies `fraction / up` past its centre.
  let history = new Float32Array(taps * 2);
  let filled = 0;
  let start = 0;
  let fraction = 0;
  let received = 0;
  let produced = 0;

  function reset(): void {
    history.fill(0, 0, half - 1);
    filled = half - 1;
    start = 0;
    fraction = 0;
    received = 0;
    produced = 0;
  }
  reset();

  function append(input: Float32Array): void {
    history.copyWithin(0, start, filled);
    filled -= start;
    start = 0;
    if (filled + input.length > history.length) {
      const grown = new Float32Array(filled + input.length + taps);
      grown.set(history.subarray(0, filled));
      history = grown;
    }
    history.set(input, filled);
    filled += input.length;
  }

  function dot(at: number, row: number): number {
    let even = 0;
    let odd = 0;
    for (let tap = 0; tap < taps; tap += 2) {
      even += history[at + tap]! * table[row + tap]!;
      odd += history[at + tap + 1]! * table[row + tap + 1]!;
    }
    return even + odd;
  }

  /** How many outputs the samples in `history` complete: those with start + taps ≤ filled. */
  function available(): number {
    const room = filled - taps - start;
    return room < 0 ? 0 : Math.floor(((room + 1) * up - 1 - fraction) / down) + 1;
  }

  function take(count: number): Float32Array {
    const output = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      const phase = phases === up ? fraction : Math.round((fraction * phases) / up);
      output[i] = dot(start, phase * taps);
      start += wholeStep;
      fraction += fractionStep;
      if (fraction >= up) {
        fraction -= up;
        start += 1;
      }
    }
    produced += count;
    return output;
  }

  return {
    lookAhead: half,
    process(input) {
      append(input);
      received += input.length;
      return take(available());
    },
    flush() {
      const rest = Math.ceil((received * up) / down) - produced;
      append(new Float32Array(half));
      const output = take(rest);
      reset();
      return output;
    },
  };
}
