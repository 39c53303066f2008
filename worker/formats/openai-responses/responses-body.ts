import * as z from "zod";

const InputText = z.object({
  type: z.enum(["input_text", "output_text", "text"]),
  text: z.string(),
});
const InputImage = z.object({
  type: z.literal("input_image"),
  image_url: z.string().nullish(),
  file_id: z.string().nullish(),
});
const OtherContent = z.looseObject({
  type: z.enum(["input_file", "input_audio", "refusal", "summary_text", "reasoning_text"]),
});
const Content = z.union([z.string(), z.array(z.union([InputText, InputImage, OtherContent]))]);

const MessageItem = z.object({
  type: z.literal("message").optional(),
  role: z.enum(["user", "assistant", "system", "developer"]),
  content: Content,
});
const CallItem = z.object({
  type: z.literal("function_call"),
  call_id: z.string(),
  name: z.string(),
  arguments: z.string(),
});
const CallOutputItem = z.object({
  type: z.literal("function_call_output"),
  call_id: z.string(),
  output: Content,
});
/** Thoughts of earlier answers, which only their own provider can read again. */
const ReasoningItem = z.looseObject({ type: z.literal("reasoning") });
/** Whatever else OpenAI itself keeps or carries out. */
const OtherItem = z.looseObject({
  type: z.string().regex(/^(?!message$|function_call|reasoning$)/, "this item is malformed"),
});

export const InputItem = z.union([MessageItem, CallItem, CallOutputItem, ReasoningItem, OtherItem]);
export type InputItem = z.infer<typeof InputItem>;
export type ItemContent = z.infer<typeof Content>;

const FunctionTool = z.object({
  type: z.literal("function"),
  name: z.string().min(1),
  description: z.string().nullish(),
  parameters: z.record(z.string(), z.unknown()).nullish(),
  strict: z.boolean().nullish(),
});
const HostedTool = z.looseObject({
  type: z.string().regex(/^(?!function$)/, "a function needs a name"),
});

const TextFormat = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text") }),
  z.object({ type: z.literal("json_object") }),
  z.object({
    type: z.literal("json_schema"),
    name: z.string(),
    schema: z.record(z.string(), z.unknown()),
    strict: z.boolean().nullish(),
  }),
]);

/** `POST /v1/responses` (https://platform.openai.com/docs/api-reference/responses/create). */
export const ResponsesBody = z.looseObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(InputItem)]),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  max_output_tokens: z.int().positive().nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  tools: z.array(z.union([FunctionTool, HostedTool])).nullish(),
  tool_choice: z
    .union([
      z.enum(["auto", "none", "required"]),
      z.object({ type: z.literal("function"), name: z.string() }),
    ])
    .nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  text: z.looseObject({ format: TextFormat.nullish() }).nullish(),
  reasoning: z.looseObject({ effort: z.string().nullish() }).nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  user: z.string().nullish(),
});
export type ResponsesBody = z.infer<typeof ResponsesBody>;
export type ResponsesTool = NonNullable<ResponsesBody["tools"]>[number];
