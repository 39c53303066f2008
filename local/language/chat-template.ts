import type { ChatMessage } from "./chat-types.ts";

/**
 * A piece of a prompt. `markup` is the model's own control text and becomes special tokens;
 * `text` came from outside and must be tokenized with special tokens disabled, so that nobody's
 * words can end a turn or begin another (rule L2).
 */
export interface PromptPiece {
  readonly kind: "markup" | "text";
  readonly value: string;
}

/** The speaker's name in the template; tool results are a user's turn to this model. */
const TURN_OF = { system: "system", user: "user", assistant: "assistant", tool: "user" } as const;

/**
 * The prompt of a conversation in Qwen 2.5's chat format (ChatML), ending where the assistant's
 * next words begin. Equal beginnings of two conversations give equal beginnings of two prompts.
 * Source: the chat template in the weights' own metadata.
 */
export function chatPrompt(messages: readonly ChatMessage[]): readonly PromptPiece[] {
  return [...messages.flatMap(turnPieces), markup("<|im_start|>assistant\n")];
}

/** One message as the template has it, with its begin and end. */
export function turnPieces(message: ChatMessage): readonly PromptPiece[] {
  return [
    markup(`<|im_start|>${TURN_OF[message.role]}\n`),
    ...contentPieces(message),
    markup("<|im_end|>\n"),
  ];
}

function contentPieces(message: ChatMessage): readonly PromptPiece[] {
  switch (message.role) {
    case "tool":
      return [
        markup("<tool_response>\n"),
        text(message.content.trim()),
        markup("\n</tool_response>"),
      ];
    case "assistant": {
      const said = message.content.trim();
      const calls = message.toolCalls.flatMap((call, index) => [
        markup(`${said === "" && index === 0 ? "" : "\n"}<tool_call>\n`),
        text(`{"name": ${JSON.stringify(call.name)}, "arguments": ${call.arguments}}`),
        markup("\n</tool_call>"),
      ]);
      return said === "" ? calls : [text(said), ...calls];
    }
    case "system":
    case "user":
      return [text(message.content.trim())];
  }
}

function markup(value: string): PromptPiece {
  return { kind: "markup", value };
}

function text(value: string): PromptPiece {
  return { kind: "text", value };
}
