import * as z from "zod";

const Part = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  image_url: z.object({ url: z.string() }).optional(),
});
const Call = z.looseObject({
  id: z.string().optional(),
  name: z.string().optional(),
  arguments: z.unknown(),
  function: z.object({ name: z.string(), arguments: z.unknown() }).optional(),
});
const Message = z.looseObject({
  role: z.enum(["system", "developer", "user", "assistant", "tool"]),
  content: z.union([z.string(), z.array(Part)]).nullish(),
  tool_calls: z.array(Call).nullish(),
  tool_call_id: z.string().nullish(),
  name: z.string().nullish(),
});
/** Workers AI takes tools with and without OpenAI's wrapping. */
const Function = z.looseObject({
  name: z.string().min(1),
  description: z.string().nullish(),
  parameters: z.record(z.string(), z.unknown()).nullish(),
});
const Tool = z.union([z.object({ type: z.literal("function"), function: Function }), Function]);

const Bytes = z.union([z.string(), z.array(z.int().min(0).max(255)), z.instanceof(Uint8Array)]);

/**
 * The inputs of Workers AI's models, whatever their task
 * (https://developers.cloudflare.com/workers-ai/models/): each has the fields of its own.
 */
export const RunInputs = z.looseObject({
  input: z.unknown().optional(),
  prompt: z.string().min(1).nullish(),
  messages: z.array(Message).min(1).nullish(),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  max_tokens: z.int().positive().nullish(),
  max_output_tokens: z.int().positive().nullish(),
  max_completion_tokens: z.int().positive().nullish(),
  temperature: z.number().min(0).max(5).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  tools: z.array(Tool).nullish(),
  tool_choice: z
    .union([
      z.enum(["auto", "none", "required", "any"]),
      z.object({ type: z.literal("function"), function: z.object({ name: z.string() }) }),
    ])
    .nullish(),
  response_format: z
    .union([
      z.object({ type: z.enum(["text", "json_object"]) }),
      z.object({ type: z.literal("json_schema"), json_schema: z.record(z.string(), z.unknown()) }),
    ])
    .nullish(),
  reasoning_effort: z.string().nullish(),
  text: z.union([z.string(), z.array(z.string())]).nullish(),
  voice: z.string().nullish(),
  speaker: z.string().nullish(),
  speed: z.number().positive().nullish(),
  audio: z.union([Bytes, z.object({ body: Bytes, contentType: z.string().nullish() })]).nullish(),
  language: z.string().nullish(),
  image: Bytes.nullish(),
  width: z.int().positive().nullish(),
  height: z.int().positive().nullish(),
});
export type RunInputs = z.infer<typeof RunInputs>;
export type RunMessage = NonNullable<RunInputs["messages"]>[number];
export type RunBytes = z.infer<typeof Bytes>;

/** `POST /v1/run`: Cloudflare's `{ model, input }`, or the inputs beside the model. */
export const RunBody = z.looseObject({
  model: z.string().min(1),
  input: z.unknown().optional(),
});
