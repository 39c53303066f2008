import type { LlamaContext, LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import type { PromptPiece } from "./chat-template.ts";
import { LANGUAGE_LIMITS } from "./language-limits.ts";
import { pickSequence } from "./prefix-cache.ts";

interface Slot {
  readonly sequence: LlamaContextSequence;
  usedAt: number;
  busy: boolean;
}

/** A sequence taken for one request, the prompt's shared beginning kept, the rest cleared. */
export interface TakenSequence {
  readonly sequence: LlamaContextSequence;
  /** Prompt tokens whose evaluation is kept. */
  readonly cached: number;
  /** Gives the sequence back with all that was evaluated since. Call it exactly once. */
  release(): void;
}

/**
 * The sequences of one llama.cpp context, each holding the evaluated tokens of one conversation.
 */
export class LlamaSequences {
  readonly #slots: readonly Slot[];
  #uses = 0;

  constructor(context: LlamaContext, count: number) {
    this.#slots = Array.from({ length: count }, () => ({
      sequence: context.getSequence(),
      usedAt: 0,
      busy: false,
    }));
  }

  /**
   * Takes the best sequence for a prompt and clears what does not belong to it. At least the last
   * prompt token is always evaluated again: it is what the first answer token comes from.
   * @throws Error when all are busy; the queue in front admits fewer requests than sequences
   */
  async take(prompt: readonly Token[]): Promise<TakenSequence> {
    const hit = pickSequence(
      this.#slots.map(({ sequence, usedAt, busy }) => ({
        tokens: sequence.contextTokens,
        usedAt,
        busy,
      })),
      prompt,
    );
    const slot = hit && this.#slots[hit.index];
    if (hit === undefined || slot === undefined) throw new Error("All sequences are busy.");
    slot.busy = true;
    this.#uses += 1;
    slot.usedAt = this.#uses;
    const { sequence } = slot;
    const release = (): void => {
      slot.busy = false;
    };
    try {
      const keep = Math.min(hit.shared, prompt.length - 1);
      if (keep < sequence.nextTokenIndex)
        await sequence.eraseContextTokenRanges([{ start: keep, end: sequence.nextTokenIndex }]);
      return { sequence, cached: Math.min(keep, sequence.nextTokenIndex), release };
    } catch (thrown) {
      release();
      throw thrown;
    }
  }
}

/** The tokens of a prompt; only its markup can become special tokens. */
export function promptTokens(model: LlamaModel, pieces: readonly PromptPiece[]): Token[] {
  return pieces.flatMap(({ kind, value }) => model.tokenize(value, kind === "markup"));
}

/**
 * Evaluates a long prompt in chunks up to its last one, so that an abort is noticed soon, and
 * returns that last chunk; what was evaluated stays in the sequence.
 * @throws the signal's reason
 */
export async function evaluatePrompt(
  sequence: LlamaContextSequence,
  prompt: readonly Token[],
  signal: AbortSignal,
): Promise<Token[]> {
  const chunk = LANGUAGE_LIMITS.promptChunkTokens;
  signal.throwIfAborted();
  while (prompt.length - sequence.nextTokenIndex > chunk) {
    const from = sequence.nextTokenIndex;
    await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(from, from + chunk));
    signal.throwIfAborted();
  }
  return prompt.slice(sequence.nextTokenIndex);
}
