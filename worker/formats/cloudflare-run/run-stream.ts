import type { EncoderFactory } from "../../gateway/run-job.ts";
import { cloudflareErrors } from "./run-envelope.ts";
import { chatUsage, finishReason } from "../openai-chat/chat-usage.ts";
import { SSE_DONE, sseData } from "../sse.ts";
import type { TextEvent } from "../text-answer.ts";
import type { ToolInputPiece } from "../tool-input-log.ts";
import { ToolInputLog } from "../tool-input-log.ts";

/**
 * Writes a text stream as Workers AI's models do
 * (https://developers.cloudflare.com/workers-ai/features/streaming/): `{ response }` for each part,
 * calls in parts under `tool_calls`, thoughts where OpenAI's chunks have them, the usage with the
 * last part, `[DONE]`.
 */
export const runEncoder: EncoderFactory = () => {
  const log = new ToolInputLog();
  const tool = ({ index, id, name, first, delta }: ToolInputPiece): readonly string[] => {
    if (!first && delta === "") return [];
    const call = first
      ? { index, id, type: "function", function: { name, arguments: delta } }
      : { index, function: { arguments: delta } };
    return [sseData({ response: "", tool_calls: [call] })];
  };
  return {
    encode(one) {
      const event = one as TextEvent;
      switch (event.type) {
        case "text":
          return [sseData({ response: event.text })];
        case "reasoning":
          return [sseData({ choices: [{ index: 0, delta: { reasoning_content: event.text } }] })];
        case "tool-input":
          return tool(log.part(event.id, event.name, event.delta));
        case "tool-call":
          return tool(log.whole(event.call));
        case "finish": {
          const last = {
            response: "",
            finish_reason: finishReason(event.reason),
            usage: chatUsage(event.usage),
          };
          return [sseData(last), SSE_DONE];
        }
      }
    },
    fail: (error) => [sseData(cloudflareErrors(error))],
  };
};
