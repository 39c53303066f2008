import type { PromptImage, PromptMessage } from "../../gateway/run-types.ts";
import { unsupportedField } from "../parse-body.ts";
import { imageOfUrl } from "../prompt-image.ts";
import type { InputItem, ItemContent } from "./responses-body.ts";

/**
 * Input items as a prompt, and the first that no prompt holds. Calls that follow an assistant
 * message, or each other, belong to one assistant message.
 * Throws AppError `bad_input`, `bad_media` or `unsupported`, naming the item.
 */
export function inputMessages(input: string | readonly InputItem[]): {
  readonly messages: readonly PromptMessage[];
  readonly other: string | undefined;
} {
  if (typeof input === "string")
    return { messages: [{ role: "user", text: input }], other: undefined };
  const names = new Map<string, string>();
  const messages: PromptMessage[] = [];
  let other: string | undefined;
  for (const [index, item] of input.entries()) {
    const field = `input[${index}]`;
    if (isMessage(item)) {
      other ??= otherContent(item.content, `${field}.content`);
      messages.push(messageOf(item, `${field}.content`));
    } else if (isCall(item)) {
      names.set(item.call_id, item.name);
      const call = { id: item.call_id, name: item.name, input: item.arguments };
      const last = messages.at(-1);
      if (last?.role === "assistant")
        messages[messages.length - 1] = { ...last, toolCalls: [...(last.toolCalls ?? []), call] };
      else messages.push({ role: "assistant", text: "", toolCalls: [call] });
    } else if (isCallOutput(item)) {
      const name = names.get(item.call_id);
      if (name === undefined)
        throw unsupportedField(`${field}.call_id`, "no earlier item is a call of this id.");
      other ??= otherContent(item.output, `${field}.output`);
      messages.push({
        role: "tool",
        toolCallId: item.call_id,
        name,
        text: textOf(item.output),
      });
    } else if (item.type !== "reasoning") other ??= field;
  }
  return { messages, other };
}

type MessageItem = Extract<InputItem, { role: string }>;
type CallItem = Extract<InputItem, { arguments: string }>;
type CallOutputItem = Extract<InputItem, { output: ItemContent }>;

function isMessage(item: InputItem): item is MessageItem {
  return item.type === undefined || item.type === "message";
}

function isCall(item: InputItem): item is CallItem {
  return item.type === "function_call";
}

function isCallOutput(item: InputItem): item is CallOutputItem {
  return item.type === "function_call_output";
}

function messageOf({ role, content }: MessageItem, field: string): PromptMessage {
  const text = textOf(content);
  switch (role) {
    case "system":
    case "developer":
      return { role: "system", text };
    case "assistant":
      return { role: "assistant", text };
    case "user": {
      const images = imagesOf(content, field);
      return { role: "user", text, ...(images.length ? { images } : {}) };
    }
  }
}

function textOf(content: ItemContent): string {
  if (typeof content === "string") return content;
  return content
    .flatMap((part) => ("text" in part && typeof part.text === "string" ? [part.text] : []))
    .join("\n");
}

function imagesOf(content: ItemContent, field: string): readonly PromptImage[] {
  if (typeof content === "string") return [];
  return content.flatMap((part, index) =>
    part.type === "input_image" && typeof part["image_url"] === "string"
      ? [imageOfUrl(part["image_url"], `${field}[${index}].image_url`)]
      : [],
  );
}

/** Files and audio, and pictures that OpenAI keeps. */
function otherContent(content: ItemContent, field: string): string | undefined {
  if (typeof content === "string") return undefined;
  const index = content.findIndex(
    (part) =>
      part.type === "input_file" ||
      part.type === "input_audio" ||
      (part.type === "input_image" && typeof part["image_url"] !== "string"),
  );
  return index < 0 ? undefined : `${field}[${index}]`;
}
