import * as z from "zod";
import { toBase64 } from "../../gateway/base64.ts";
import type { RunRequest, TaskEvent } from "../../gateway/run-types.ts";
import { INFERENCE_LIMITS } from "../../limits.ts";
import { defined } from "../defined.ts";
import { parseBody, unsupportedField } from "../parse-body.ts";
import { AppError } from "../../../shared/errors/app-error.ts";

/** `POST /v1/embeddings` (https://platform.openai.com/docs/api-reference/embeddings/create). */
const EmbeddingsBody = z.looseObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(z.union([z.string(), z.number(), z.array(z.number())]))]),
  encoding_format: z.enum(["float", "base64"]).nullish(),
  dimensions: z.int().positive().nullish(),
  user: z.string().nullish(),
});

/** A request for embeddings. */
export interface EmbeddingsRequest {
  readonly run: RunRequest<"embedding"> & { readonly model: string };
  readonly encoding: "float" | "base64";
}

/** Reads the body. Throws AppError `bad_input` or `unsupported`, naming the field. */
export function readEmbeddingsRequest(value: unknown): EmbeddingsRequest {
  const body = parseBody(EmbeddingsBody, value);
  const list = typeof body.input === "string" ? [body.input] : body.input;
  const values = list.filter((one) => typeof one === "string");
  if (values.length < list.length)
    throw unsupportedField("input", "token numbers mean something to one model only; send texts.");
  checkValues(values, "input");
  return {
    run: {
      task: "embedding",
      model: body.model,
      input: defined({ values, dimensions: body.dimensions, user: body.user }),
    },
    encoding: body.encoding_format ?? "float",
  };
}

/** Texts to be embedded, none of them empty, within limits. Throws AppError naming `field`. */
export function checkValues(values: readonly string[], field: string): void {
  const fail = (code: "bad_input" | "too_large", sentence: string): never => {
    throw new AppError(code, `${field}: ${sentence}`, { field });
  };
  if (values.length === 0 || values.includes("")) fail("bad_input", "a text must not be empty.");
  if (values.length > INFERENCE_LIMITS.embeddingValues)
    fail("too_large", `there may be ${INFERENCE_LIMITS.embeddingValues} texts.`);
  const length = values.reduce((sum, one) => sum + one.length, 0);
  if (length > INFERENCE_LIMITS.embeddingLength)
    fail(
      "too_large",
      `the texts may have ${INFERENCE_LIMITS.embeddingLength} characters together.`,
    );
}

/** The whole answer, made of a run's events. Throws what the run throws. */
export async function embeddingsAnswer(
  model: () => string,
  events: AsyncIterable<TaskEvent["embedding"]>,
  encoding: EmbeddingsRequest["encoding"],
): Promise<object> {
  const { vectors, tokens } = await gatherVectors(events);
  return {
    object: "list",
    data: vectors.map((vector, index) => ({
      object: "embedding",
      index,
      embedding: encoding === "base64" ? vectorBase64(vector) : [...vector],
    })),
    model: model(),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

/** All vectors by their position. */
export async function gatherVectors(
  events: AsyncIterable<TaskEvent["embedding"]>,
): Promise<{ readonly vectors: readonly Float32Array[]; readonly tokens: number }> {
  const vectors: Float32Array[] = [];
  let tokens = 0;
  for await (const event of events)
    if (event.type === "embedding") vectors[event.index] = event.vector;
    else tokens = event.usage.inputTokens ?? 0;
  return { vectors, tokens };
}

/** Little-endian 32-bit floats, whatever the machine's order is. */
function vectorBase64(vector: Float32Array): string {
  const view = new DataView(new ArrayBuffer(vector.length * 4));
  for (const [index, value] of vector.entries()) view.setFloat32(index * 4, value, true);
  return toBase64(new Uint8Array(view.buffer));
}
