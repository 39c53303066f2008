import type { AnswerName } from "../answer-name.ts";
import type { TextAnswer } from "../text-answer.ts";
import { chatUsage, finishReason } from "./chat-usage.ts";

/** A whole `chat.completion`. */
export function chatCompletion(name: AnswerName, answer: TextAnswer): object {
  const calls = answer.calls.map(({ id, name: tool, input }) => ({
    id,
    type: "function",
    function: { name: tool, arguments: input },
  }));
  return {
    id: `chatcmpl-${name.id}`,
    object: "chat.completion",
    created: name.created,
    model: name.model,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: answer.text === "" && calls.length > 0 ? null : answer.text,
          refusal: null,
          ...(answer.reasoning === "" ? {} : { reasoning_content: answer.reasoning }),
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
        },
        logprobs: null,
        finish_reason: finishReason(answer.finish.reason),
      },
    ],
    usage: chatUsage(answer.finish.usage),
  };
}
