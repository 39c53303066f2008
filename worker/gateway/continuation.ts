import { estimateTokens } from "./estimate.ts";
import type { TaskInput } from "./run-types.ts";

/** Words that a model is asked to begin with, so that the seam can be found. */
const TAIL_WORDS = 6;

/**
 * What a model is told that goes on with another's answer. A model that begins with the given words
 * shows exactly where it goes on, in the middle of a word too; see {@link ./seam.ts}.
 */
export const CONTINUATION_PROMPT =
  "Your answer above was cut off by a technical fault. Continue it from exactly where it stops, " +
  "in the same language, style and format. Begin by repeating its last words, «{tail}», and go on " +
  "from there. Repeat nothing else, and don't mention the fault or this request.";

/**
 * The input by which another model goes on after `said`: the broken answer as the assistant's and a
 * message of the user's, because newer models refuse a conversation that ends with the assistant.
 * `{tail}` in `prompt` stands for the answer's last words. A limit of tokens shrinks by what came.
 */
export function continuationInput(
  input: TaskInput["text"],
  said: string,
  prompt = CONTINUATION_PROMPT,
): TaskInput["text"] {
  return {
    ...input,
    messages: [
      ...input.messages,
      { role: "assistant", text: said },
      { role: "user", text: prompt.replaceAll("{tail}", () => tailOf(said)) },
    ],
    ...(input.maxTokens === undefined
      ? {}
      : { maxTokens: Math.max(1, input.maxTokens - estimateTokens(said)) }),
  };
}

/** The last words of a text, the last one perhaps cut. */
export function tailOf(said: string): string {
  const end = said.trimEnd().slice(-400);
  const words = [...end.matchAll(/\S+/g)].slice(-TAIL_WORDS);
  return end.slice(words[0]?.index ?? 0);
}
