import { AppError } from "../../../shared/errors/app-error.ts";
import { find } from "../../gateway/catalog/catalog.ts";
import type { ImageInput, RunRequest, Task } from "../../gateway/run-types.ts";
import { defined } from "../defined.ts";
import { readChatRequest } from "../openai-chat/chat-request.ts";
import { transcriptionRun } from "../openai-audio/transcription-request.ts";
import { checkValues } from "../openai-embeddings/embeddings.ts";
import type { ResponsesContext } from "../openai-responses/responses-request.ts";
import { readResponsesRequest } from "../openai-responses/responses-request.ts";
import { parseBody, unsupportedField } from "../parse-body.ts";
import { decodeBase64, imageOfBytes } from "../prompt-image.ts";
import { chatOfInputs } from "./chat-of-inputs.ts";
import type { RunBytes } from "./run-body.ts";
import { RunBody, RunInputs } from "./run-body.ts";
import { taskOfInputs } from "./run-task.ts";

/** A call as Cloudflare's binding and REST make it, by its task. */
export type CloudflareRequest =
  | {
      readonly task: "text";
      readonly run: RunRequest<"text"> & { readonly model: string };
      readonly stream: boolean;
      /** Inputs of the Responses format, `{ input }`, are answered in it. */
      readonly responses: ResponsesContext | undefined;
    }
  | {
      readonly [Other in Exclude<Task, "text">]: {
        readonly task: Other;
        readonly run: RunRequest<Other> & { readonly model: string };
      };
    }[Exclude<Task, "text">];

/** The model and the inputs of a REST body. Throws AppError naming the field. */
export function readRunBody(value: unknown): { readonly model: string; readonly inputs: unknown } {
  const { model, input, ...rest } = parseBody(RunBody, value);
  if (typeof input === "object" && input !== null && !Array.isArray(input))
    return { model, inputs: input };
  return { model, inputs: input === undefined ? rest : { ...rest, input } };
}

/**
 * Reads a model's inputs. The catalog knows what the model does, or the inputs say it.
 * Throws AppError `bad_input`, `unsupported` or `bad_media`, naming the field.
 */
export function readCloudflareRequest(model: string, value: unknown): CloudflareRequest {
  const inputs = parseBody(RunInputs, value);
  const task = taskOfInputs(inputs, find(model)[0]?.task);
  switch (task) {
    case "text":
      return textRequest(model, inputs);
    case "embedding": {
      const values =
        typeof inputs.text === "string" ? [inputs.text] : (inputs.text ?? textInput(inputs));
      checkValues(values, "text");
      return { task, run: { task, model, input: { values } } };
    }
    case "text-to-image": {
      const { width, height } = inputs;
      const size = width && height ? `${width}x${height}` : undefined;
      const prompt = needed(inputs.prompt ?? textInput(inputs)[0], "prompt");
      return { task, run: { task, model, input: defined({ prompt, size, seed: inputs.seed }) } };
    }
    case "text-to-speech": {
      const given = typeof inputs.text === "string" ? inputs.text : inputs.prompt;
      const text = needed(given ?? textInput(inputs)[0], "text");
      const voice = inputs.voice ?? inputs.speaker;
      return { task, run: { task, model, input: defined({ text, voice, speed: inputs.speed }) } };
    }
    case "speech-to-text": {
      const audio = inputs.audio ?? undefined;
      const bytes = typeof audio === "object" && "body" in audio ? audio.body : audio;
      const recording = bytesOf(needed(bytes, "audio"), "audio");
      const language = inputs.language ?? undefined;
      const { run, isReadable } = transcriptionRun({ model, language }, recording);
      if (!isReadable)
        throw new AppError("bad_media", "audio: send a WAV file.", { field: "audio" });
      return { task, run };
    }
    case "image-to-text": {
      const image = pictureOf(needed(inputs.image ?? undefined, "image"));
      return { task, run: { task, model, input: defined({ image, question: inputs.prompt }) } };
    }
  }
}

function textRequest(model: string, inputs: RunInputs): CloudflareRequest {
  if (inputs.input !== undefined && !inputs.messages && !inputs.prompt) {
    const { run, stream, nativeOnly, context } = readResponsesRequest({
      ...inputs,
      model,
      text: undefined,
    });
    refuse(nativeOnly);
    return { task: "text", run, stream, responses: context };
  }
  const { run, stream, nativeOnly } = readChatRequest(chatOfInputs(model, inputs));
  refuse(nativeOnly);
  return { task: "text", run, stream, responses: undefined };
}

function refuse(field: string | undefined): void {
  if (field !== undefined) throw unsupportedField(field, "this kind of input is not supported.");
}

/** `{ input: "…" }` works for every model. */
function textInput({ input }: RunInputs): readonly string[] {
  if (typeof input === "string") return [input];
  return Array.isArray(input) ? input.filter((one) => typeof one === "string") : [];
}

function needed<T>(value: T | undefined, field: string): T {
  if (value === undefined || value === "")
    throw new AppError("bad_input", `${field}: this model needs it.`, { field });
  return value;
}

/** Binary inputs come as base64, as a `data:` URL, as a list of numbers, or over RPC as they are. */
function bytesOf(bytes: RunBytes, field: string): Uint8Array {
  if (typeof bytes === "string") return decodeBase64(bytes.replace(/^data:[^,]*,/, ""), field);
  return bytes instanceof Uint8Array ? bytes : Uint8Array.from(bytes);
}

function pictureOf(bytes: RunBytes): ImageInput {
  return imageOfBytes(bytesOf(bytes, "image"), "image");
}
