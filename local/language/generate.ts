import type {
  LlamaContextSequence,
  LlamaGrammarEvaluationState,
  LlamaModel,
  Token,
  TokenBias,
} from "node-llama-cpp";
import type { Sampling } from "./chat-types.ts";

/** Tokens less likely than this share of the likeliest are never drawn. */
const MIN_P = 0.1;
/** Answer tokens made less likely to come again, and by how much (1 is not at all). */
const REPEAT = { window: 64, penalty: 1.05 };

/** One answer's generation. */
export interface Generation {
  readonly model: LlamaModel;
  readonly sequence: LlamaContextSequence;
  /** The end of the prompt, not yet evaluated; at least one token. */
  readonly rest: Token[];
  readonly sampling: Sampling;
  readonly maxTokens: number;
  /** What holds the answer to a form: a grammar, or tokens that are forbidden. */
  readonly form:
    | { readonly type: "grammar"; readonly state: LlamaGrammarEvaluationState }
    | { readonly type: "speech"; readonly forbidden: TokenBias };
  readonly signal: AbortSignal;
  /** Called with the first token: the prompt has been read. */
  readonly hasRead: () => void;
}

/** Text that one more token made complete; a token may add none (half a character). */
export interface GeneratedText {
  readonly text: string;
  /** Answer tokens so far. */
  readonly tokens: number;
}

/**
 * Generates until the model ends its turn or `maxTokens` are there; returning early is fine at
 * any point. Returns whether the model itself ended.
 * @throws the signal's reason, between two tokens; what was evaluated stays in the sequence
 */
export async function* generate(job: Generation): AsyncGenerator<GeneratedText, boolean> {
  const answer: Token[] = [];
  const { temperature, topP, seed } = job.sampling;
  const tokens = job.sequence.evaluate(job.rest, {
    temperature,
    minP: MIN_P,
    ...(topP === undefined ? {} : { topP }),
    ...(seed === undefined ? {} : { seed }),
    ...(job.form.type === "grammar"
      ? { grammarEvaluationState: job.form.state }
      : {
          tokenBias: job.form.forbidden,
          repeatPenalty: {
            punishTokens: () => answer.slice(-REPEAT.window),
            penalty: REPEAT.penalty,
          },
        }),
  });
  let unfinished: Token[] = [];
  for await (const token of tokens) {
    job.hasRead();
    job.signal.throwIfAborted();
    answer.push(token);
    unfinished.push(token);
    const text = job.model.detokenize(unfinished);
    // Half of a character comes out as a replacement sign; its other half is in the next token.
    if (!text.endsWith("\ufffd")) {
      yield { text, tokens: answer.length };
      unfinished = [];
    }
    if (answer.length >= job.maxTokens) return false;
  }
  return true;
}
