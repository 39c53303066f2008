/* oxlint-disable typescript/no-non-null-assertion -- every index below is within its typed array; `?? 0` would cost in the inner loops */
import { AppError } from "../errors/app-error.ts";
import { createSpectrum } from "./silero-spectrum.ts";

/** Samples that one call of {@link SileroVad.process} takes: 32 ms at {@link VAD_RATE}. */
export const VAD_FRAME = 512;
/** The only rate, in Hz, that the weights were trained for. */
export const VAD_RATE = 16_000;

/** Silero's voice activity model, version 6, for one stream of 16 kHz audio. */
export interface SileroVad {
  /**
   * Takes the next {@link VAD_FRAME} samples (−1…1) and returns the probability (0…1) that somebody
   * speaks in them.
   *
   * @throws AppError `bad_input` (field `frame`) for another length.
   */
  process(frame: Float32Array): number;
  /** Forgets the stream. */
  reset(): void;
  /** A copy of everything that the next call depends on (320 floats), to store or to hand on. */
  save(): Float32Array;
  /**
   * Continues from what {@link save} returned.
   *
   * @throws AppError `bad_input` (field `state`) for another length.
   */
  restore(state: Float32Array): void;
}

/** Samples of the previous frame that the model sees again. */
const CONTEXT = 64;
/** Samples mirrored at the end, so that four windows of 256 with a hop of 128 fit. */
const MIRROR = 64;
const BINS = 129;
const HIDDEN = 128;
const STATE_LENGTH = 2 * HIDDEN + CONTEXT;

/**
 * The weights' layout, in order, in floats. `scripts/build/extract-vad.ts` writes it. Taps that only
 * ever meet padding are left out: the third layer sees two time steps, the fourth one.
 */
export const VAD_LAYOUT = {
  /** [out 128][in 129][tap 3], over 4 time steps, stride 1 */ conv0: 128 * 129 * 3,
  bias0: 128,
  /** [out 64][in 128][tap 3], stride 2 */ conv1: 64 * 128 * 3,
  bias1: 64,
  /** [out 64][in 64][taps 1 and 2], stride 2 */ conv2: 64 * 64 * 2,
  bias2: 64,
  /** [out 128][in 64], the middle tap */ conv3: 128 * 64,
  bias3: 128,
  /** [unit 128][input 128, then hidden 128][gate: input, forget, cell, output] */
  lstm: 128 * 256 * 4,
  lstmBias: 128 * 4,
  head: 128,
  headBias: 1,
} as const;

type Weights = { readonly [Part in keyof typeof VAD_LAYOUT]: Float32Array };

function mapWeights(buffer: ArrayBuffer): Weights {
  const sizes = Object.entries(VAD_LAYOUT);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  if (buffer.byteLength !== total * 4)
    throw new AppError("bad_input", "The voice activity weights have the wrong length.", {
      field: "weights",
    });
  let offset = 0;
  const parts = sizes.map(([part, size]) => {
    const view = new Float32Array(buffer, offset, size);
    offset += size * 4;
    return [part, view];
  });
  return Object.fromEntries(parts) as Weights;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** [in][4 time steps] → [out][4 time steps], three taps, padded by one, rectified. */
function convolve0(w: Float32Array, bias: Float32Array, x: Float32Array, out: Float32Array): void {
  for (let c = 0, k = 0; c < 128; c++) {
    let t0 = bias[c]!;
    let t1 = t0;
    let t2 = t0;
    let t3 = t0;
    for (let i = 0; i < BINS * 4; i += 4, k += 3) {
      const w0 = w[k]!;
      const w1 = w[k + 1]!;
      const w2 = w[k + 2]!;
      const x0 = x[i]!;
      const x1 = x[i + 1]!;
      const x2 = x[i + 2]!;
      const x3 = x[i + 3]!;
      t0 += w1 * x0 + w2 * x1;
      t1 += w0 * x0 + w1 * x1 + w2 * x2;
      t2 += w0 * x1 + w1 * x2 + w2 * x3;
      t3 += w0 * x2 + w1 * x3;
    }
    out[4 * c] = t0 > 0 ? t0 : 0;
    out[4 * c + 1] = t1 > 0 ? t1 : 0;
    out[4 * c + 2] = t2 > 0 ? t2 : 0;
    out[4 * c + 3] = t3 > 0 ? t3 : 0;
  }
}

/**
 * Notes which of the inputs, of `width` values each, are not all zero, and returns how many. Nearly
 * half of what a rectifier lets through is nothing, and needs no multiplication.
 */
function findLive(x: Float32Array, width: number, live: Uint16Array): number {
  let count = 0;
  for (let i = 0, at = 0; at < x.length; i++, at += width) {
    let isLive = false;
    for (let t = at; t < at + width; t++) if (x[t]! !== 0) isLive = true;
    if (isLive) live[count++] = i;
  }
  return count;
}

/** [in][4 time steps] → [out][2 time steps], three taps, stride two, rectified. */
function convolve1(
  w: Float32Array,
  bias: Float32Array,
  x: Float32Array,
  out: Float32Array,
  live: Uint16Array,
): void {
  const count = findLive(x, 4, live);
  for (let c = 0, row = 0; c < 64; c++, row += 128 * 3) {
    let t0 = bias[c]!;
    let t1 = t0;
    for (let j = 0; j < count; j++) {
      const k = row + 3 * live[j]!;
      const i = 4 * live[j]!;
      const x1 = x[i + 1]!;
      t0 += w[k + 1]! * x[i]! + w[k + 2]! * x1;
      t1 += w[k]! * x1 + w[k + 1]! * x[i + 2]! + w[k + 2]! * x[i + 3]!;
    }
    out[2 * c] = t0 > 0 ? t0 : 0;
    out[2 * c + 1] = t1 > 0 ? t1 : 0;
  }
}

/** A dense layer over `width` inputs (a multiple of 4), rectified. */
function dense(w: Float32Array, bias: Float32Array, x: Float32Array, out: Float32Array): void {
  const width = w.length / out.length;
  for (let c = 0, k = 0; c < out.length; c++) {
    let s0 = bias[c]!;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let i = 0; i < width; i += 4, k += 4) {
      s0 += w[k]! * x[i]!;
      s1 += w[k + 1]! * x[i + 1]!;
      s2 += w[k + 2]! * x[i + 2]!;
      s3 += w[k + 3]! * x[i + 3]!;
    }
    const sum = s0 + s1 + (s2 + s3);
    out[c] = sum > 0 ? sum : 0;
  }
}

/**
 * The recurrent layer, in place: `joint` holds the 128 inputs, then the 128 hidden values, which are
 * replaced together with `cell`. `next` and `live` are scratch space for 128 and 256 values.
 */
function recur(
  w: Float32Array,
  bias: Float32Array,
  joint: Float32Array,
  cell: Float32Array,
  next: Float32Array,
  live: Uint16Array,
): void {
  const count = findLive(joint, 1, live);
  for (let unit = 0, row = 0; unit < HIDDEN; unit++, row += 2 * HIDDEN * 4) {
    let input = bias[4 * unit]!;
    let forget = bias[4 * unit + 1]!;
    let candidate = bias[4 * unit + 2]!;
    let output = bias[4 * unit + 3]!;
    for (let j = 0; j < count; j++) {
      const k = row + 4 * live[j]!;
      const x = joint[live[j]!]!;
      input += w[k]! * x;
      forget += w[k + 1]! * x;
      candidate += w[k + 2]! * x;
      output += w[k + 3]! * x;
    }
    const c = sigmoid(forget) * cell[unit]! + sigmoid(input) * Math.tanh(candidate);
    cell[unit] = c;
    next[unit] = sigmoid(output) * Math.tanh(c);
  }
  joint.set(next, HIDDEN);
}

/**
 * Makes a voice activity detector in plain TypeScript: no WASM and no code generation, so it runs
 * wherever JavaScript does. The model is Silero VAD (MIT, github.com/snakers4/silero-vad): the
 * magnitudes of a short-time Fourier transform, four convolutions, an LSTM cell, a dense layer.
 * `weights` is only read; detectors share it.
 *
 * @throws AppError `bad_input` (field `weights`) when the buffer has not the layout's length.
 */
export function createSileroVad(weights: ArrayBuffer): SileroVad {
  const w = mapWeights(weights);
  const spectrum = createSpectrum();
  const signal = new Float32Array(CONTEXT + VAD_FRAME + MIRROR);
  const magnitudes = new Float32Array(BINS * 4);
  const layer0 = new Float32Array(128 * 4);
  const layer1 = new Float32Array(64 * 2);
  const layer2 = new Float32Array(64);
  const joint = new Float32Array(2 * HIDDEN);
  const layer3 = joint.subarray(0, HIDDEN);
  const cell = new Float32Array(HIDDEN);
  const next = new Float32Array(HIDDEN);
  const live = new Uint16Array(2 * HIDDEN);

  return {
    process(frame) {
      if (frame.length !== VAD_FRAME)
        throw new AppError("bad_input", `A frame has ${VAD_FRAME} samples.`, { field: "frame" });
      signal.copyWithin(0, VAD_FRAME, VAD_FRAME + CONTEXT);
      signal.set(frame, CONTEXT);
      const last = CONTEXT + VAD_FRAME - 1;
      for (let i = 1; i <= MIRROR; i++) signal[last + i] = signal[last - i]!;

      spectrum(signal, 0, magnitudes);
      spectrum(signal, 2, magnitudes);
      convolve0(w.conv0, w.bias0, magnitudes, layer0);
      convolve1(w.conv1, w.bias1, layer0, layer1, live);
      dense(w.conv2, w.bias2, layer1, layer2);
      dense(w.conv3, w.bias3, layer2, layer3);
      recur(w.lstm, w.lstmBias, joint, cell, next, live);

      let logit = w.headBias[0]!;
      for (let i = 0; i < HIDDEN; i++) if (next[i]! > 0) logit += w.head[i]! * next[i]!;
      return sigmoid(logit);
    },
    reset() {
      signal.fill(0);
      joint.fill(0);
      cell.fill(0);
    },
    save() {
      const state = new Float32Array(STATE_LENGTH);
      state.set(joint.subarray(HIDDEN), 0);
      state.set(cell, HIDDEN);
      state.set(signal.subarray(VAD_FRAME, VAD_FRAME + CONTEXT), 2 * HIDDEN);
      return state;
    },
    restore(state) {
      if (state.length !== STATE_LENGTH)
        throw new AppError("bad_input", `A saved state has ${STATE_LENGTH} values.`, {
          field: "state",
        });
      joint.set(state.subarray(0, HIDDEN), HIDDEN);
      cell.set(state.subarray(HIDDEN, 2 * HIDDEN));
      signal.set(state.subarray(2 * HIDDEN), VAD_FRAME);
    },
  };
}
