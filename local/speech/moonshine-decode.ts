import type { InferenceSession, Tensor, TensorConstructor } from "onnxruntime-node";

/** What {@link decodeMoonshine} needs: the two graphs and the tensor class that they take. */
export interface MoonshineSessions {
  readonly encoder: InferenceSession;
  readonly decoder: InferenceSession;
  readonly Tensor: TensorConstructor;
}

/** Moonshine tiny's shape (its config.json). */
const LAYERS = 6;
const HEADS = 8;
const HEAD_SIZE = 36;
const START_TOKEN = 1;
const END_TOKEN = 2;
/** What the model hears, in hertz. */
export const SAMPLE_RATE = 16_000;
/** The paper's cap: no English speaker needs more than 6.5 tokens a second. */
const TOKENS_PER_SECOND = 6.5;
const MIN_TOKENS = 8;

/**
 * Greedy decoding of one utterance (16 kHz mono, −1…1). Stops at the end token, at the token cap,
 * or when the text starts to loop; rejects with the signal's reason between two tokens.
 * @returns token ids without the start and end tokens
 */
export async function decodeMoonshine(
  sessions: MoonshineSessions,
  audio: Float32Array,
  signal: AbortSignal,
): Promise<number[]> {
  const { encoder, decoder, Tensor } = sessions;
  signal.throwIfAborted();
  const encoded = await encoder.run({
    input_values: new Tensor("float32", audio, [1, audio.length]),
  });
  const hidden = required(encoded, "last_hidden_state");
  const cache = emptyCache(Tensor);
  const tokens: number[] = [];
  const cap = Math.max(MIN_TOKENS, Math.trunc((audio.length / SAMPLE_RATE) * TOKENS_PER_SECOND));
  let last = START_TOKEN;
  for (let step = 0; step < cap; step++) {
    signal.throwIfAborted();
    const output = await decoder.run({
      input_ids: new Tensor("int64", BigInt64Array.of(BigInt(last)), [1, 1]),
      encoder_hidden_states: hidden,
      use_cache_branch: new Tensor("bool", [step > 0], [1]),
      ...cache,
    });
    last = argmaxOfLast(required(output, "logits"));
    if (last === END_TOKEN) break;
    tokens.push(last);
    const kept = loopStart(tokens);
    if (kept !== undefined) return tokens.slice(0, kept);
    for (const name of Object.keys(cache)) {
      // The encoder's keys and values are computed by the first step only; afterwards the graph
      // returns empty ones.
      if (step > 0 && name.includes(".encoder.")) continue;
      cache[name] = required(output, name.replace("past_key_values", "present"));
    }
  }
  return tokens;
}

/**
 * Where a loop begins its second round, or undefined when the tail of `tokens` is none.
 * Autoregressive decoders fall into such loops on noise. A person may well say "no, no, no, no" or
 * a number with four sevens, so a short phrase has to come more often than a long one.
 */
export function loopStart(tokens: readonly number[]): number | undefined {
  for (let period = 1; period <= 12; period++) {
    const rounds = period <= 2 ? 8 : 4;
    const from = tokens.length - period * rounds;
    if (from < 0) continue;
    let same = true;
    for (let i = from; same && i + period < tokens.length; i++)
      same = tokens[i] === tokens[i + period];
    if (same) return from + period;
  }
  return undefined;
}

function emptyCache(TensorClass: TensorConstructor): Record<string, Tensor> {
  const cache: Record<string, Tensor> = {};
  for (let layer = 0; layer < LAYERS; layer++)
    for (const side of ["decoder", "encoder"])
      for (const kind of ["key", "value"])
        cache[`past_key_values.${layer}.${side}.${kind}`] = new TensorClass(
          "float32",
          new Float32Array(0),
          [0, HEADS, 1, HEAD_SIZE],
        );
  return cache;
}

function required(values: InferenceSession.ReturnType, name: string): Tensor {
  const value = values[name];
  if (value === undefined) throw new Error(`The model gave no ${name}.`);
  return value as Tensor;
}

/** The best token at the last position of `[1, positions, vocabulary]` logits. */
function argmaxOfLast(logits: Tensor): number {
  const data = logits.data as Float32Array;
  const vocabulary = logits.dims[2] ?? data.length;
  const from = data.length - vocabulary;
  let best = from;
  for (let i = from + 1; i < data.length; i++)
    if ((data[i] ?? -Infinity) > (data[best] ?? -Infinity)) best = i;
  return best - from;
}
