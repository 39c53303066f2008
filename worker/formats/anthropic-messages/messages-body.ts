import * as z from "zod";

const Text = z.object({ type: z.literal("text"), text: z.string() });
const Image = z.object({
  type: z.literal("image"),
  source: z.discriminatedUnion("type", [
    z.object({ type: z.literal("base64"), media_type: z.string(), data: z.string() }),
    z.object({ type: z.literal("url"), url: z.string() }),
  ]),
});
const ToolUse = z.object({
  type: z.literal("tool_use"),
  id: z.string(),
  name: z.string(),
  input: z.record(z.string(), z.unknown()),
});
const ToolResult = z.object({
  type: z.literal("tool_result"),
  tool_use_id: z.string(),
  content: z.union([z.string(), z.array(z.union([Text, Image]))]).nullish(),
  is_error: z.boolean().nullish(),
});
/** Thoughts of earlier answers, which only their own provider can read again. */
const Thought = z.looseObject({ type: z.enum(["thinking", "redacted_thinking"]) });
/** Blocks that only Anthropic takes; the native lane alone carries them. */
const Other = z.looseObject({
  type: z.enum([
    "document",
    "search_result",
    "server_tool_use",
    "web_search_tool_result",
    "container_upload",
  ]),
});

const Message = z.object({
  role: z.enum(["user", "assistant"]),
  content: z.union([
    z.string(),
    z.array(z.union([Text, Image, ToolUse, ToolResult, Thought, Other])),
  ]),
});

const Tool = z.looseObject({
  type: z.string().nullish(),
  name: z.string().min(1),
  description: z.string().nullish(),
  input_schema: z.record(z.string(), z.unknown()).optional(),
});

const ToolChoice = z.object({
  type: z.enum(["auto", "any", "tool", "none"]),
  name: z.string().optional(),
  disable_parallel_tool_use: z.boolean().nullish(),
});

/** What a prompt is made of: `POST /v1/messages/count_tokens` takes no more. */
export const PromptBody = z.looseObject({
  model: z.string().min(1),
  messages: z.array(Message).min(1),
  system: z.union([z.string(), z.array(Text)]).nullish(),
  tools: z.array(Tool).nullish(),
  tool_choice: ToolChoice.nullish(),
  thinking: z
    .object({ type: z.enum(["enabled", "disabled", "adaptive"]), budget_tokens: z.int().nullish() })
    .nullish(),
});
export type PromptBody = z.infer<typeof PromptBody>;

/** `POST /v1/messages` (https://docs.claude.com/en/api/messages). */
export const MessagesBody = z.looseObject({
  ...PromptBody.shape,
  max_tokens: z.int().positive(),
  stream: z.boolean().nullish(),
  temperature: z.number().min(0).max(1).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  top_k: z.int().nullish(),
  stop_sequences: z.array(z.string()).nullish(),
  metadata: z.object({ user_id: z.string().nullish() }).nullish(),
  output_config: z
    .looseObject({
      effort: z.string().nullish(),
      format: z
        .object({
          type: z.literal("json_schema"),
          schema: z.record(z.string(), z.unknown()),
        })
        .nullish(),
    })
    .nullish(),
});
export type MessagesBody = z.infer<typeof MessagesBody>;
export type InputMessage = PromptBody["messages"][number];
export type Block = Exclude<InputMessage["content"], string>[number];
