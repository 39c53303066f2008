import type {
  JSONObject,
  LanguageModelV4CallOptions,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
} from "@ai-sdk/provider";
import { AppError } from "../../../../shared/errors/app-error.ts";
import { isRecord } from "../../providers/is-record.ts";
import type { PromptImage, PromptMessage, TaskInput, ToolCall } from "../../run-types.ts";

type Content<Role> = Extract<LanguageModelV4Message, { role: Role }>["content"];

/** A schema in the packages' own type, which is JSON schema's. */
type Schema = Extract<
  NonNullable<LanguageModelV4CallOptions["tools"]>[number],
  { type: "function" }
>["inputSchema"];

/** How hard a model may be asked to think. */
const EFFORTS: ReadonlySet<string> = new Set([
  "none",
  "minimal",
  "low",
  "medium",
  "high",
  "xhigh",
  "max",
]);

/**
 * A prompt as the packages' call options, language model specification v4. Throws AppError
 * `bad_input` for an effort that none of them knows.
 */
export function callOptions(input: TaskInput["text"]): LanguageModelV4CallOptions {
  const tools = input.tools ?? [];
  return {
    prompt: sdkPrompt(input.messages),
    ...defined("maxOutputTokens", input.maxTokens),
    ...defined("temperature", input.temperature),
    ...defined("topP", input.topP),
    ...defined("seed", input.seed),
    ...defined("stopSequences", input.stop && [...input.stop]),
    ...defined("responseFormat", responseFormat(input.responseFormat)),
    ...defined("reasoning", effort(input.reasoningEffort)),
    ...(tools.length === 0
      ? {}
      : {
          tools: tools.map((tool) => ({
            type: "function" as const,
            name: tool.name,
            description: tool.description,
            inputSchema: tool.parameters as Schema,
          })),
          ...defined("toolChoice", toolChoice(input.toolChoice)),
        }),
  };
}

function sdkPrompt(messages: readonly PromptMessage[]): LanguageModelV4Prompt {
  const prompt: LanguageModelV4Prompt = [];
  for (const message of messages) {
    const next = sdkMessage(message);
    const last = prompt.at(-1);
    // The results of one answer's calls belong together: Gemini refuses them one by one.
    if (next.role === "tool" && last?.role === "tool") last.content.push(...next.content);
    else prompt.push(next);
  }
  return prompt;
}

function sdkMessage(message: PromptMessage): LanguageModelV4Message {
  switch (message.role) {
    case "system":
      return { role: "system", content: message.text };
    case "user":
      return { role: "user", content: userContent(message) };
    case "assistant":
      return { role: "assistant", content: assistantContent(message) };
    case "tool":
      return {
        role: "tool",
        content: [
          {
            type: "tool-result",
            toolCallId: message.toolCallId,
            toolName: message.name,
            output: { type: "text", value: message.text },
          },
        ],
      };
  }
}

function userContent(message: PromptMessage & { role: "user" }): Content<"user"> {
  const files = (message.images ?? []).map((image) => ({
    type: "file" as const,
    mediaType: image.mediaType ?? "image/*",
    data: fileData(image),
  }));
  // An empty text is refused by some, and says nothing beside a picture.
  const text = message.text === "" && files.length > 0 ? [] : [part(message.text)];
  return [...files, ...text];
}

function fileData(
  image: PromptImage,
): { type: "url"; url: URL } | { type: "data"; data: Uint8Array } {
  return "url" in image
    ? { type: "url", url: new URL(image.url) }
    : { type: "data", data: image.data };
}

function assistantContent(message: PromptMessage & { role: "assistant" }): Content<"assistant"> {
  const calls = (message.toolCalls ?? []).map((call) => ({
    type: "tool-call" as const,
    toolCallId: call.id,
    toolName: call.name,
    input: toolInput(call),
  }));
  return message.text === "" && calls.length > 0 ? calls : [part(message.text), ...calls];
}

/** Providers take an object alone; what a model wrote may be anything. */
function toolInput({ input }: ToolCall): JSONObject {
  try {
    const value: unknown = JSON.parse(input);
    return isRecord(value) ? (value as JSONObject) : { input };
  } catch {
    // Not JSON at all, which the model must see that it wrote.
    return { input };
  }
}

function part(text: string): { type: "text"; text: string } {
  return { type: "text", text };
}

function responseFormat(
  format: TaskInput["text"]["responseFormat"],
): LanguageModelV4CallOptions["responseFormat"] {
  if (format === undefined || format.type === "text") return undefined;
  if (format.type === "json") return { type: "json" };
  return { type: "json", name: format.name, schema: format.schema as Schema };
}

function toolChoice(
  choice: TaskInput["text"]["toolChoice"],
): LanguageModelV4CallOptions["toolChoice"] {
  if (choice === undefined) return undefined;
  return typeof choice === "string" ? { type: choice } : { type: "tool", toolName: choice.name };
}

function effort(wanted: string | undefined): LanguageModelV4CallOptions["reasoning"] {
  if (wanted === undefined) return undefined;
  if (!EFFORTS.has(wanted))
    throw new AppError("bad_input", `reasoningEffort is one of ${[...EFFORTS].join(", ")}.`, {
      field: "reasoningEffort",
    });
  return wanted as NonNullable<LanguageModelV4CallOptions["reasoning"]>;
}

/** A field, unless it is undefined: the packages' types tell the two apart. */
function defined<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}
