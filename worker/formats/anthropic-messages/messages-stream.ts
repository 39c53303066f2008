import type { EncoderFactory } from "../../gateway/run-job.ts";
import { anthropicError } from "../anthropic-error.ts";
import { answerName } from "../answer-name.ts";
import { sseTyped } from "../sse.ts";
import type { TextEvent } from "../text-answer.ts";
import type { ToolInputPiece } from "../tool-input-log.ts";
import { ToolInputLog } from "../tool-input-log.ts";
import { messageUsage, stopReason } from "./message-usage.ts";

/** The block that is being written; a tool's is known by its call. */
type OpenBlock =
  | { readonly kind: "text" | "thinking" }
  | { readonly kind: "tool"; readonly id: string };

/**
 * Writes a message's events (https://docs.claude.com/en/docs/build-with-claude/streaming):
 * `message_start`, each content block from its start to its stop, `message_delta` with the usage,
 * `message_stop`. One block is open at a time, so that parts of tool calls which come mixed are
 * written call by call: what a second call brings meanwhile waits for its turn.
 */
export const messagesEncoder: EncoderFactory = (facts) => {
  const name = answerName(facts);
  const log = new ToolInputLog();
  let blocks = 0;
  let open: OpenBlock | undefined;

  const close = (): readonly string[] => {
    if (open === undefined) return [];
    open = undefined;
    return [sseTyped("content_block_stop", { index: blocks++ })];
  };
  const start = (next: OpenBlock, block: object): readonly string[] => {
    const before = close();
    open = next;
    return [...before, sseTyped("content_block_start", { index: blocks, content_block: block })];
  };
  const delta = (value: object): string =>
    sseTyped("content_block_delta", { index: blocks, delta: value });
  const prose = (kind: "text" | "thinking", text: string): readonly string[] => {
    const begin =
      open?.kind === kind
        ? []
        : start(
            { kind },
            kind === "text" ? TEXT_BLOCK : { type: "thinking", thinking: "", signature: "" },
          );
    const value =
      kind === "text" ? { type: "text_delta", text } : { type: "thinking_delta", thinking: text };
    return [...begin, delta(value)];
  };
  const tool = (piece: ToolInputPiece): readonly string[] => {
    const isOpen = open?.kind === "tool" && open.id === piece.id;
    const begin = isOpen
      ? []
      : start(
          { kind: "tool", id: piece.id },
          { type: "tool_use", id: piece.id, name: piece.name, input: {} },
        );
    const more =
      piece.delta === "" ? [] : [delta({ type: "input_json_delta", partial_json: piece.delta })];
    return [...begin, ...more];
  };
  const encodeOne = (one: TextEvent): readonly string[] => {
    switch (one.type) {
      case "text":
        return prose("text", one.text);
      case "reasoning":
        return prose("thinking", one.text);
      case "tool-input":
        // Only the call whose block is open, or a new one while none is, can be written in parts.
        return open?.kind === "tool" && open.id !== one.id
          ? []
          : tool(log.part(one.id, one.name, one.delta));
      case "tool-call": {
        const piece = log.whole(one.call);
        const isOver = !piece.first && piece.delta === "" && open?.kind !== "tool";
        return isOver ? [] : [...tool(piece), ...close()];
      }
      case "finish":
        return [
          ...close(),
          sseTyped("message_delta", {
            delta: { stop_reason: stopReason(one.reason), stop_sequence: null },
            usage: messageUsage(one.usage),
          }),
          sseTyped("message_stop", {}),
        ];
    }
  };
  let opened = false;
  return {
    encode(one) {
      const texts = encodeOne(one as TextEvent);
      if (opened) return texts;
      opened = true;
      return [messageStart(name.id, name.model), ...texts];
    },
    fail: (error) => [sseTyped("error", anthropicError(error))],
  };
};

const TEXT_BLOCK = { type: "text", text: "", citations: null };

function messageStart(id: string, model: string): string {
  return sseTyped("message_start", {
    message: {
      id: `msg_${id}`,
      type: "message",
      role: "assistant",
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: messageUsage({}),
    },
  });
}
