import type { AnswerName } from "../answer-name.ts";
import { inputObject } from "../input-object.ts";
import type { TextAnswer } from "../text-answer.ts";
import { messageUsage, stopReason } from "./message-usage.ts";

/** A whole `message`. Thoughts have no signature, as they may be another provider's. */
export function message(name: AnswerName, answer: TextAnswer): object {
  return {
    id: `msg_${name.id}`,
    type: "message",
    role: "assistant",
    model: name.model,
    content: [
      ...(answer.reasoning === ""
        ? []
        : [{ type: "thinking", thinking: answer.reasoning, signature: "" }]),
      ...(answer.text === "" ? [] : [{ type: "text", text: answer.text, citations: null }]),
      ...answer.calls.map(({ id, name: tool, input }) => ({
        type: "tool_use",
        id,
        name: tool,
        input: inputObject(input),
      })),
    ],
    stop_reason: stopReason(answer.finish.reason),
    stop_sequence: null,
    usage: messageUsage(answer.finish.usage),
  };
}
