import type { PromptImage, PromptMessage } from "../../gateway/run-types.ts";
import { unsupportedField } from "../parse-body.ts";
import { imageOfUrl } from "../prompt-image.ts";
import type { ChatMessage } from "./chat-body.ts";

/**
 * The messages as a prompt, and the parts that no prompt holds: `other` names the first of them.
 * Throws AppError `bad_input` or `bad_media` naming the picture that is none.
 */
export function promptMessages(messages: readonly ChatMessage[]): {
  readonly prompt: readonly PromptMessage[];
  readonly other: string | undefined;
} {
  const names = new Map<string, string>();
  let other: string | undefined;
  const prompt = messages.map((message, index): PromptMessage => {
    const field = `messages[${index}].content`;
    const found = otherPart(message.content, field);
    other ??= found;
    switch (message.role) {
      case "system":
      case "developer":
        return { role: "system", text: textOf(message.content) };
      case "user": {
        const images = imagesOf(message.content, field);
        return {
          role: "user",
          text: textOf(message.content),
          ...(images.length ? { images } : {}),
        };
      }
      case "assistant": {
        const calls = (message.tool_calls ?? []).map(({ id, function: call }) => {
          names.set(id, call.name);
          return { id, name: call.name, input: call.arguments };
        });
        return {
          role: "assistant",
          text: textOf(message.content),
          ...(calls.length ? { toolCalls: calls } : {}),
        };
      }
      case "tool": {
        const name = names.get(message.tool_call_id);
        if (name === undefined)
          throw unsupportedField(
            `messages[${index}].tool_call_id`,
            "no earlier assistant message has a tool call of this id.",
          );
        return {
          role: "tool",
          toolCallId: message.tool_call_id,
          name,
          text: textOf(message.content),
        };
      }
    }
  });
  return { prompt, other };
}

type Content = ChatMessage["content"];
type Part = Exclude<NonNullable<Content>, string>[number];

function partsOf(content: Content): readonly Part[] {
  return typeof content === "string" || content === null || content === undefined ? [] : content;
}

function textOf(content: Content): string {
  if (typeof content === "string") return content;
  return partsOf(content)
    .flatMap((part) => (part.type === "text" ? [part.text] : []))
    .join("\n");
}

function imagesOf(content: Content, field: string): readonly PromptImage[] {
  return partsOf(content).flatMap((part, index) =>
    part.type === "image_url"
      ? [imageOfUrl(part.image_url.url, `${field}[${index}].image_url.url`)]
      : [],
  );
}

/** A refusal and a thought of an earlier answer are dropped; audio and files would be missed. */
function otherPart(content: Content, field: string): string | undefined {
  const index = partsOf(content).findIndex(({ type }) => type === "input_audio" || type === "file");
  return index < 0 ? undefined : `${field}[${index}]`;
}
