import type { PromptImage, PromptMessage, ToolCall } from "../../gateway/run-types.ts";
import { unsupportedField } from "../parse-body.ts";
import { imageOfBase64, imageOfUrl } from "../prompt-image.ts";
import type { Block, InputMessage, PromptBody } from "./messages-body.ts";

/** A prompt, and the first block that no prompt holds. */
export interface ReadPrompt {
  readonly messages: readonly PromptMessage[];
  readonly other: string | undefined;
}

/**
 * System text and messages as a prompt. A user message with tool results becomes one message for
 * each of them, and one for what else it says.
 * Throws AppError `bad_input`, `bad_media` or `unsupported`, naming the block.
 */
export function readPrompt({
  system,
  messages,
}: Pick<PromptBody, "system" | "messages">): ReadPrompt {
  const names = new Map<string, string>();
  const prompt: PromptMessage[] = [];
  let other: string | undefined;
  const systemText = typeof system === "string" ? system : texts(system ?? []);
  if (systemText !== "") prompt.push({ role: "system", text: systemText });
  for (const [index, message] of messages.entries()) {
    const field = `messages[${index}].content`;
    const blocks = blocksOf(message);
    const foreign = blocks.findIndex((block) => !KNOWN.has(block.type));
    if (foreign >= 0) other ??= `${field}[${foreign}]`;
    if (message.role === "assistant") prompt.push(assistantMessage(blocks, names));
    else prompt.push(...userMessages(blocks, field, names));
  }
  return { messages: prompt, other };
}

const KNOWN: ReadonlySet<string> = new Set([
  "text",
  "image",
  "tool_use",
  "tool_result",
  "thinking",
  "redacted_thinking",
]);

function blocksOf({ content }: InputMessage): readonly Block[] {
  return typeof content === "string" ? [{ type: "text", text: content }] : content;
}

function assistantMessage(blocks: readonly Block[], names: Map<string, string>): PromptMessage {
  const calls = blocks.flatMap((block): ToolCall[] => {
    if (block.type !== "tool_use") return [];
    names.set(block.id, block.name);
    return [{ id: block.id, name: block.name, input: JSON.stringify(block.input) }];
  });
  return { role: "assistant", text: texts(blocks), ...(calls.length ? { toolCalls: calls } : {}) };
}

function userMessages(
  blocks: readonly Block[],
  field: string,
  names: ReadonlyMap<string, string>,
): readonly PromptMessage[] {
  const results: PromptMessage[] = [];
  const images: PromptImage[] = [];
  for (const [index, block] of blocks.entries()) {
    const at = `${field}[${index}]`;
    if (block.type === "image") images.push(imageOf(block, at));
    if (block.type !== "tool_result") continue;
    const name = names.get(block.tool_use_id);
    if (name === undefined)
      throw unsupportedField(
        `${at}.tool_use_id`,
        "no earlier assistant message has a tool_use of this id.",
      );
    const content = block.content ?? "";
    const parts =
      typeof content === "string" ? [{ type: "text" as const, text: content }] : content;
    // Tools answer in text; what they show is put beside it, where every model that sees looks.
    for (const [part, one] of parts.entries())
      if (one.type === "image") images.push(imageOf(one, `${at}.content[${part}]`));
    const text = texts(parts);
    results.push({
      role: "tool",
      toolCallId: block.tool_use_id,
      name,
      text: block.is_error === true ? `Error: ${text}` : text,
    });
  }
  const text = texts(blocks);
  if (text === "" && images.length === 0) return results;
  return [...results, { role: "user", text, ...(images.length ? { images } : {}) }];
}

function imageOf({ source }: Block & { type: "image" }, field: string): PromptImage {
  return source.type === "url"
    ? imageOfUrl(source.url, `${field}.source.url`)
    : imageOfBase64(source.data, `${field}.source.data`);
}

function texts(blocks: readonly Block[]): string {
  return blocks.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n");
}
