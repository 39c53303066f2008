import * as z from "zod";

const TextPart = z.object({ type: z.literal("text"), text: z.string() });
const ImagePart = z.object({
  type: z.literal("image_url"),
  image_url: z.object({ url: z.string(), detail: z.string().nullish() }),
});
/** Parts that only some providers take; the native lane alone carries them. */
const OtherPart = z.looseObject({ type: z.enum(["input_audio", "file", "refusal", "thinking"]) });

const ToolCallPart = z.object({
  id: z.string(),
  type: z.literal("function"),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

const TextContent = z.union([z.string(), z.array(z.union([TextPart, OtherPart]))]);

const Message = z.discriminatedUnion("role", [
  z.object({ role: z.enum(["system", "developer"]), content: TextContent }),
  z.object({
    role: z.literal("user"),
    content: z.union([z.string(), z.array(z.union([TextPart, ImagePart, OtherPart]))]),
  }),
  z.object({
    role: z.literal("assistant"),
    content: TextContent.nullish(),
    tool_calls: z.array(ToolCallPart).nullish(),
  }),
  z.object({ role: z.literal("tool"), tool_call_id: z.string(), content: TextContent }),
]);

const Tool = z.object({
  type: z.literal("function"),
  function: z.object({
    name: z.string().min(1),
    description: z.string().nullish(),
    parameters: z.record(z.string(), z.unknown()).nullish(),
    strict: z.boolean().nullish(),
  }),
});

const ToolChoice = z.union([
  z.enum(["auto", "none", "required"]),
  z.object({ type: z.literal("function"), function: z.object({ name: z.string() }) }),
]);

const Format = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text") }),
  z.object({ type: z.literal("json_object") }),
  z.object({
    type: z.literal("json_schema"),
    json_schema: z.object({
      name: z.string(),
      schema: z.record(z.string(), z.unknown()).nullish(),
      strict: z.boolean().nullish(),
    }),
  }),
]);

const tokens = z.int().positive().nullish();

/**
 * `POST /v1/chat/completions` (https://platform.openai.com/docs/api-reference/chat/create). What is
 * not listed is passed on by the native lane and means nothing elsewhere.
 */
export const ChatBody = z.looseObject({
  model: z.string().min(1),
  messages: z.array(Message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: tokens,
  max_completion_tokens: tokens,
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
  n: z.literal(1, "only one answer is given (n: 1)").nullish(),
  tools: z.array(Tool).nullish(),
  tool_choice: ToolChoice.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: Format.nullish(),
  reasoning_effort: z.string().nullish(),
  user: z.string().nullish(),
});
export type ChatBody = z.infer<typeof ChatBody>;
export type ChatMessage = ChatBody["messages"][number];
