import type { LlamaModel, TokenBias } from "node-llama-cpp";

/** What nobody can say aloud: line breaks, tabs, the signs of markup and code, pictures. */
const UNSPEAKABLE = /[\n\r\t*#`_|<>{}\\]|\p{Extended_Pictographic}/u;
/** Digits count as pictographic where they can become key caps; these two are said. */
const SAID = /^[\s\d©®]+$/u;

/** Whether a piece of text may be part of an answer that is going to be spoken (rule L9). */
export function isSpeakable(text: string): boolean {
  return !UNSPEAKABLE.test(text) || (SAID.test(text) && !/[\n\r\t]/.test(text));
}

/**
 * Forbids every token that cannot be spoken. Instructions alone don't keep a small model from
 * lists and markup; without the tokens for them it says the same in sentences.
 */
export async function forbidUnspeakable(model: LlamaModel): Promise<TokenBias> {
  const { TokenBias } = await import("node-llama-cpp");
  const bias = new TokenBias(model.tokenizer);
  for (const token of model.iterateAllTokens())
    if (!model.isSpecialToken(token) && !isSpeakable(model.detokenize([token])))
      bias.set(token, "never");
  return bias;
}
