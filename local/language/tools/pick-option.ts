import type { LlamaContextSequence, Token } from "node-llama-cpp";

/**
 * Lets the model pick one of several continuations: token by token the likeliest among those that
 * an option has there, which is what a grammar of these options would allow. Only where options
 * part does the model compute; `pending` tokens are evaluated before the first such place.
 *
 * @returns the option's index, and the tokens (rest of the pending ones included) that are decided
 * but not evaluated
 */
export async function pickOption(
  sequence: LlamaContextSequence,
  pending: readonly Token[],
  options: readonly (readonly Token[])[],
): Promise<{ index: number; pending: Token[] }> {
  const waiting = [...pending];
  let open = options.map((tokens, index) => ({ tokens, index }));
  for (let depth = 0; ; depth += 1) {
    const next = [...new Set(open.flatMap(({ tokens }) => tokens.slice(depth, depth + 1)))];
    const [only] = next;
    if (only === undefined || open.length === 1) {
      const chosen = open[0];
      if (chosen === undefined) throw new Error("There must be an option.");
      waiting.push(...chosen.tokens.slice(depth));
      return { index: chosen.index, pending: waiting };
    }
    const token = next.length === 1 ? only : await likeliest(sequence, waiting.splice(0), next);
    waiting.push(token);
    open = open.filter(({ tokens }) => tokens[depth] === token);
  }
}

/** Lifts every allowed token above all others, so that the likeliest of them comes out. */
const LIFT = 1_000;

async function likeliest(
  sequence: LlamaContextSequence,
  pending: Token[],
  allowed: readonly Token[],
): Promise<Token> {
  const { TokenBias } = await import("node-llama-cpp");
  const tokenBias = new TokenBias(sequence.model.tokenizer);
  for (const token of allowed) tokenBias.set(token, { logit: LIFT });
  const tokens = sequence.evaluate(pending, { temperature: 0, tokenBias, yieldEogToken: true });
  for await (const token of tokens) return token;
  throw new Error("The model gave no token.");
}
