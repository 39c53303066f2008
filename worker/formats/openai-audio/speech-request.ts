import * as z from "zod";
import type { RunRequest } from "../../gateway/run-types.ts";
import { INFERENCE_LIMITS } from "../../limits.ts";
import { defined } from "../defined.ts";
import { parseBody } from "../parse-body.ts";

/** `POST /v1/audio/speech` (https://platform.openai.com/docs/api-reference/audio/createSpeech). */
const SpeechBody = z.looseObject({
  model: z.string().min(1),
  input: z.string().trim().min(1).max(INFERENCE_LIMITS.speechLength),
  voice: z.union([z.string(), z.object({ id: z.string() })]).nullish(),
  response_format: z.enum(["mp3", "opus", "aac", "flac", "wav", "pcm"]).nullish(),
  stream_format: z.enum(["audio", "sse"]).nullish(),
  speed: z.number().min(0.25).max(4).nullish(),
  instructions: z.string().nullish(),
});

/** Formats that a run's samples can be written in; compressed ones come by the native lane alone. */
export type SpeechEncoding = "pcm" | "wav";

/** A request for speech. */
export interface SpeechRequest {
  readonly run: RunRequest<"text-to-speech"> & { readonly model: string };
  readonly encoding: SpeechEncoding;
  readonly streamFormat: "audio" | "sse";
  /** The first field that only the provider's own format can carry. */
  readonly nativeOnly: string | undefined;
}

/** Reads the body. Throws AppError `bad_input`, naming the field. */
export function readSpeechRequest(value: unknown): SpeechRequest {
  const body = parseBody(SpeechBody, value);
  const format = body.response_format ?? "wav";
  const isOurs = format === "pcm" || format === "wav";
  return {
    run: {
      task: "text-to-speech",
      model: body.model,
      input: defined({
        text: body.input,
        voice: typeof body.voice === "object" ? body.voice?.id : body.voice,
        speed: body.speed,
      }),
    },
    encoding: isOurs ? format : "wav",
    streamFormat: body.stream_format ?? "audio",
    nativeOnly: isOurs ? (body.instructions ? "instructions" : undefined) : "response_format",
  };
}
