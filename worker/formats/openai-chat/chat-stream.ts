import type { EncoderFactory } from "../../gateway/run-job.ts";
import { answerName } from "../answer-name.ts";
import { openAiError } from "../openai-error.ts";
import { SSE_DONE, sseData } from "../sse.ts";
import type { TextEvent } from "../text-answer.ts";
import type { ToolInputPiece } from "../tool-input-log.ts";
import { ToolInputLog } from "../tool-input-log.ts";
import { chatUsage, finishReason } from "./chat-usage.ts";

/** What a chat stream's writer must know of the request. */
export interface ChatContext {
  readonly includeUsage: boolean;
}

/**
 * Writes `chat.completion.chunk`s
 * (https://platform.openai.com/docs/api-reference/chat-streaming). Reasoning goes into
 * `reasoning_content`, as DeepSeek named it and most clients read it. With `includeUsage` one chunk
 * without choices tells the usage before the end. The context is a {@link ChatContext}.
 */
export const chatEncoder: EncoderFactory = (facts, context) => {
  const { includeUsage } = context as ChatContext;
  const name = answerName(facts);
  const log = new ToolInputLog();
  // What never changes is written once: a stream has hundreds of chunks.
  const head = JSON.stringify({
    id: `chatcmpl-${name.id}`,
    object: "chat.completion.chunk",
    created: name.created,
    model: name.model,
  }).slice(0, -1);
  const chunk = (delta: string, reason = "null"): string =>
    `data: ${head},"choices":[{"index":0,"delta":${delta},"finish_reason":${reason}}]}\n\n`;
  const toolChunk = (piece: ToolInputPiece): readonly string[] => {
    const { index, id, name: tool, first, delta } = piece;
    if (!first && delta === "") return [];
    const call = first
      ? { index, id, type: "function", function: { name: tool, arguments: delta } }
      : { index, function: { arguments: delta } };
    return [chunk(JSON.stringify({ tool_calls: [call] }))];
  };
  const encodeOne = (event: TextEvent): readonly string[] => {
    switch (event.type) {
      case "text":
        return [chunk(`{"content":${JSON.stringify(event.text)}}`)];
      case "reasoning":
        return [chunk(JSON.stringify({ reasoning_content: event.text }))];
      case "tool-input":
        return toolChunk(log.part(event.id, event.name, event.delta));
      case "tool-call":
        return toolChunk(log.whole(event.call));
      case "finish": {
        const end = [chunk("{}", `"${finishReason(event.reason)}"`)];
        if (includeUsage)
          end.push(
            `data: ${head},"choices":[],"usage":${JSON.stringify(chatUsage(event.usage))}}\n\n`,
          );
        return [...end, SSE_DONE];
      }
    }
  };
  let opened = false;
  return {
    encode(event) {
      const texts = encodeOne(event as TextEvent);
      if (opened) return texts;
      opened = true;
      return [chunk(`{"role":"assistant","content":""}`), ...texts];
    },
    fail: (error) => [sseData(openAiError(error))],
  };
};
