import type { InferenceSession, Tensor, TensorConstructor } from "onnxruntime-node";
import type { PiperConfig } from "./piper-config.ts";

/** A loaded voice: its two halves and its configuration. */
export interface PiperVoice {
  readonly encoder: InferenceSession;
  readonly decoder: InferenceSession;
  readonly cut: string;
  readonly config: PiperConfig;
  readonly Tensor: TensorConstructor;
}

/** Samples that one latent frame becomes (the product of the decoder's upsampling rates). */
const FRAME_SAMPLES = 256;
/**
 * Frames of context on each side with which a decoder window equals the whole decode to 6e-7: the
 * receptive field of HiFi-GAN's convolutions.
 */
const CONTEXT_FRAMES = 12;
/** The first window is short, so that it is ready soon; later ones cost less per frame. */
const FIRST_FRAMES = 24;
const MAX_FRAMES = 96;

/**
 * Speaks one unit of IPA piece by piece. Yields float samples (about −1…1) at the voice's own rate;
 * the pieces joined are what one decode of the whole would give.
 * @param stretch 1 is the voice's own pace, 2 is half the speed
 * @throws the signal's reason between two pieces
 */
export async function* synthesizePiper(
  voice: PiperVoice,
  ipa: string,
  stretch: number,
  signal: AbortSignal,
): AsyncGenerator<Float32Array> {
  const { Tensor: TensorClass, config } = voice;
  const ids = phonemeIds(ipa, config);
  signal.throwIfAborted();
  const encoded = await voice.encoder.run({
    input: new TensorClass("int64", BigInt64Array.from(ids, BigInt), [1, ids.length]),
    input_lengths: new TensorClass("int64", BigInt64Array.of(BigInt(ids.length)), [1]),
    scales: new TensorClass(
      "float32",
      Float32Array.of(config.noiseScale, config.lengthScale * stretch, config.noiseWidth),
      [3],
    ),
  });
  const latent = encoded[voice.cut] as Tensor;
  const frames = latent.dims[2] ?? 0;
  for (let from = 0, size = FIRST_FRAMES; from < frames; size = Math.min(size * 2, MAX_FRAMES)) {
    signal.throwIfAborted();
    // A last window of a few frames would cost a whole run: the one before takes it along.
    const to = frames - from - size < FIRST_FRAMES / 2 ? frames : from + size;
    const left = Math.max(0, from - CONTEXT_FRAMES);
    const window = slice(latent, left, Math.min(frames, to + CONTEXT_FRAMES), TensorClass);
    const { output } = await voice.decoder.run({ [voice.cut]: window });
    const samples = output?.data as Float32Array;
    yield samples.slice((from - left) * FRAME_SAMPLES, (to - left) * FRAME_SAMPLES);
    from = to;
  }
}

/** Phoneme ids as Piper was trained: start, every phoneme followed by padding, end. */
export function phonemeIds(ipa: string, config: PiperConfig): number[] {
  const pad = config.ids["_"] ?? [];
  const ids = [...(config.ids["^"] ?? []), ...pad];
  for (const symbol of ipa.normalize("NFD")) {
    const known = config.ids[symbol];
    // What the voice has no symbol for is silent.
    if (known !== undefined) ids.push(...known, ...pad);
  }
  return [...ids, ...(config.ids["$"] ?? [])];
}

/** Frames `from…to` of a `[1, channels, frames]` tensor. */
function slice(latent: Tensor, from: number, to: number, TensorClass: TensorConstructor): Tensor {
  const [, channels = 0, frames = 0] = latent.dims;
  const data = latent.data as Float32Array;
  const width = to - from;
  const part = new Float32Array(channels * width);
  for (let channel = 0; channel < channels; channel++)
    part.set(data.subarray(channel * frames + from, channel * frames + to), channel * width);
  return new TensorClass("float32", part, [1, channels, width]);
}
