import type { Turn } from "./fold-tools.ts";

/**
 * A piece of a prompt. `markup` is the model's own control text and becomes special tokens;
 * `text` came from outside and must be tokenized with special tokens disabled, so that nobody's
 * words can end a turn or begin another (rule L2).
 */
export interface PromptPiece {
  readonly kind: "markup" | "text";
  readonly value: string;
}

/**
 * The prompt of a conversation in Qwen 2.5's chat format (ChatML), ending where the assistant's
 * next words begin. Equal beginnings of two conversations give equal beginnings of two prompts.
 * Source: the chat template in the weights' own metadata.
 */
export function chatPrompt(turns: readonly Turn[]): readonly PromptPiece[] {
  return [...turns.flatMap(turnPieces), markup("<|im_start|>assistant\n")];
}

/** One turn as the template has it, with its begin and end. */
export function turnPieces({ role, content }: Turn): readonly PromptPiece[] {
  return [
    markup(`<|im_start|>${role}\n`),
    { kind: "text", value: content.trim() },
    markup("<|im_end|>\n"),
  ];
}

function markup(value: string): PromptPiece {
  return { kind: "markup", value };
}
