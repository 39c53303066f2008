import * as z from "zod";
import { toBase64 } from "../../gateway/base64.ts";
import type { RunRequest, TaskEvent } from "../../gateway/run-types.ts";
import { INFERENCE_LIMITS } from "../../limits.ts";
import { defined } from "../defined.ts";
import { parseBody, unsupportedField } from "../parse-body.ts";

/** `POST /v1/images/generations` (https://platform.openai.com/docs/api-reference/images/create). */
const ImagesBody = z.looseObject({
  model: z.string().min(1),
  prompt: z.string().min(1),
  n: z.int().positive().max(INFERENCE_LIMITS.images).nullish(),
  size: z
    .string()
    .regex(/^(auto|\d{1,5}x\d{1,5})$/, "must be WIDTHxHEIGHT or auto")
    .nullish(),
  seed: z.int().nullish(),
  user: z.string().nullish(),
});

/** Options of single providers; their neutral value is as absent. */
const REFUSED: Readonly<Record<string, string>> = {
  quality: "auto",
  background: "auto",
  moderation: "auto",
  output_format: "png",
  style: "vivid",
};

/** Reads the body. Throws AppError `bad_input` or `unsupported`, naming the field. */
export function readImagesRequest(
  value: unknown,
): RunRequest<"text-to-image"> & { readonly model: string } {
  const body = parseBody(ImagesBody, value);
  if (body["response_format"] === "url")
    throw unsupportedField("response_format", "pictures come as b64_json; none is kept at a URL.");
  if (body["stream"] === true)
    throw unsupportedField("stream", "pictures come whole; parts of them are not supported.");
  for (const [field, neutral] of Object.entries(REFUSED)) {
    const one = body[field];
    if (one !== undefined && one !== null && one !== neutral)
      throw unsupportedField(field, "this option is not supported.");
  }
  const size = body.size === "auto" ? undefined : body.size;
  return {
    task: "text-to-image",
    model: body.model,
    input: defined({ prompt: body.prompt, count: body.n, size, seed: body.seed, user: body.user }),
  };
}

/** The whole answer, made of a run's events. Throws what the run throws. */
export async function imagesAnswer(
  created: number,
  events: AsyncIterable<TaskEvent["text-to-image"]>,
): Promise<object> {
  const data: object[] = [];
  let usage: object | undefined;
  for await (const event of events)
    if (event.type === "image") data.push({ b64_json: toBase64(event.data) });
    else if (event.usage.outputTokens !== undefined) {
      const { inputTokens = 0, outputTokens } = event.usage;
      usage = {
        input_tokens: inputTokens,
        output_tokens: outputTokens,
        total_tokens: inputTokens + outputTokens,
      };
    }
  return { created, data, ...(usage === undefined ? {} : { usage }) };
}
