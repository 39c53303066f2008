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
 * @param draft a guess of the first tokens: as many as the model itself chooses are taken after one
 * pass over all of them, which costs as much as four tokens. The model's arithmetic is quantized by
 * what it sees at once, so that a close choice may come out differently than one by one: of 89
 * beginnings of human clips 11 did, each where a word was cut off, and no whole clip.
 * @returns token ids without the start and end tokens
 */
export async function decodeMoonshine(
  sessions: MoonshineSessions,
  audio: Float32Array,
  signal: AbortSignal,
  draft: readonly number[] = [],
): Promise<number[]> {
  const { encoder, decoder, Tensor } = sessions;
  signal.throwIfAborted();
  const encoded = await encoder.run({
    input_values: new Tensor("float32", audio, [1, audio.length]),
  });
  const hidden = required(encoded, "last_hidden_state");
  const cap = Math.max(MIN_TOKENS, Math.trunc((audio.length / SAMPLE_RATE) * TOKENS_PER_SECOND));
  const run = (input: readonly number[], cache: Cache, isFirst: boolean) => {
    signal.throwIfAborted();
    return decoder.run({
      input_ids: new Tensor("int64", BigInt64Array.from(input, BigInt), [1, input.length]),
      encoder_hidden_states: hidden,
      use_cache_branch: new Tensor("bool", [!isFirst], [1]),
      ...cache,
    });
  };
  const cache = emptyCache(Tensor);
  const guess = draft.slice(0, cap - 1);
  const first = await run([START_TOKEN, ...guess], cache, true);
  const chosen = argmaxes(required(first, "logits"));
  const wrong = guess.findIndex((token, i) => token !== chosen[i]);
  const tokens = wrong < 0 ? guess : guess.slice(0, wrong);
  for (const name of Object.keys(cache)) {
    const value = required(first, presentName(name));
    // The encoder's keys and values are those of the whole audio, and are computed only once.
    cache[name] = name.includes(".decoder.") ? cutCache(value, tokens.length + 1, Tensor) : value;
  }
  for (let last = chosen[tokens.length]; last !== undefined && last !== END_TOKEN;) {
    tokens.push(last);
    const kept = loopStart(tokens);
    if (kept !== undefined) return tokens.slice(0, kept);
    if (tokens.length >= cap) break;
    const output = await run([last], cache, false);
    for (const name of Object.keys(cache))
      if (name.includes(".decoder.")) cache[name] = required(output, presentName(name));
    last = argmaxes(required(output, "logits")).at(-1);
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

/** The decoder's keys and values, by the graph's input names. */
type Cache = Record<string, Tensor>;

function presentName(name: string): string {
  return name.replace("past_key_values", "present");
}

function emptyCache(TensorClass: TensorConstructor): Cache {
  const cache: Cache = {};
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

/** The best token at each position of `[1, positions, vocabulary]` logits. */
function argmaxes(logits: Tensor): number[] {
  const data = logits.data as Float32Array;
  const vocabulary = logits.dims[2] ?? data.length;
  return Array.from({ length: data.length / vocabulary }, (_, position) => {
    const from = position * vocabulary;
    let best = from;
    for (let i = from + 1; i < from + vocabulary; i++)
      if ((data[i] ?? -Infinity) > (data[best] ?? -Infinity)) best = i;
    return best - from;
  });
}

/** The first positions of `[1, heads, positions, size]` keys or values. */
function cutCache(value: Tensor, positions: number, TensorClass: TensorConstructor): Tensor {
  const [, heads = HEADS, all = 0, size = HEAD_SIZE] = value.dims;
  if (all <= positions) return value;
  const data = value.data as Float32Array;
  const cut = new Float32Array(heads * positions * size);
  for (let head = 0; head < heads; head++) {
    const from = head * all * size;
    cut.set(data.subarray(from, from + positions * size), head * positions * size);
  }
  return new TensorClass("float32", cut, [1, heads, positions, size]);
}
