import { float32ToInt16 } from "../../../shared/audio/pcm.ts";
import { decodeWav } from "../../../shared/audio/wav.ts";
import { AppError } from "../../../shared/errors/app-error.ts";
import type { RunRequest } from "../../gateway/run-types.ts";
import { unsupportedField } from "../parse-body.ts";

const FORMATS = ["json", "text", "verbose_json"] as const;
/** How a transcript is written. */
export type TranscriptFormat = (typeof FORMATS)[number];

/** A request for a transcript. */
export interface TranscriptionRequest {
  readonly model: string;
  readonly file: File;
  readonly language: string | undefined;
  readonly format: TranscriptFormat;
  readonly stream: boolean;
  /** The first field that only the provider's own format can carry. */
  readonly nativeOnly: string | undefined;
}

/** Of a recording without samples. */
const UNKNOWN_RATE = 16_000;

/** Fields that change the answer and that only some providers have. */
const NATIVE_ONLY = ["prompt", "timestamp_granularities[]", "chunking_strategy", "include[]"];

/**
 * Reads the form of `POST /v1/audio/transcriptions`
 * (https://platform.openai.com/docs/api-reference/audio/createTranscription).
 * Throws AppError `bad_input` or `unsupported`, naming the field.
 */
export function readTranscriptionRequest(form: FormData): TranscriptionRequest {
  const file = form.get("file");
  if (!isFile(file)) throw wrong("file", "a recording must be uploaded.");
  if (file.size === 0) throw wrong("file", "the recording is empty.");
  const model = textOf(form, "model");
  if (model === undefined) throw wrong("model", "a model must be named.");
  const format = textOf(form, "response_format") ?? "json";
  const known = FORMATS.find((one) => one === format);
  if (known === undefined)
    throw unsupportedField("response_format", `must be one of ${FORMATS.join(", ")}.`);
  return {
    model,
    file,
    language: textOf(form, "language"),
    format: known,
    stream: textOf(form, "stream") === "true",
    nativeOnly: NATIVE_ONLY.find((name) => form.has(name)),
  };
}

/** A recording's run, and whether the recording was read. */
export interface TranscriptionRun {
  readonly run: RunRequest<"speech-to-text"> & { readonly model: string };
  /** False: it is no WAV file, and only a provider of this very format can read it. */
  readonly isReadable: boolean;
}

/** The run of a recording. Throws AppError `bad_media` for a WAV file that can't be read. */
export function transcriptionRun(
  { model, language }: Pick<TranscriptionRequest, "model" | "language">,
  recording: Uint8Array,
): TranscriptionRun {
  const isReadable = isWav(recording);
  const sound = isReadable ? decodeWav(recording) : undefined;
  return {
    isReadable,
    run: {
      task: "speech-to-text",
      model,
      input: {
        samples: sound === undefined ? new Int16Array(0) : float32ToInt16(sound.samples),
        rate: sound?.rate ?? UNKNOWN_RATE,
        ...(language === undefined ? {} : { language }),
      },
    },
  };
}

function isWav(bytes: Uint8Array): boolean {
  const start = String.fromCharCode(...bytes.subarray(0, 12));
  return start.startsWith("RIFF") && start.endsWith("WAVE");
}

function isFile(value: unknown): value is File {
  return typeof value === "object" && value !== null;
}

function textOf(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function wrong(field: string, sentence: string): AppError {
  return new AppError("bad_input", `${field}: ${sentence}`, { field });
}
