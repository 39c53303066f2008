import { AppError } from "../../shared/errors/app-error.ts";
import { pcm16ToFloat32 } from "../../shared/audio/pcm.ts";
import { createResampler } from "../../shared/audio/resampler.ts";
import type { WavAudio } from "../../shared/audio/wav.ts";
import { decodeWav } from "../../shared/audio/wav.ts";
import { MAX_AUDIO_SECONDS, MAX_INPUT_RATE, MIN_INPUT_RATE } from "../speech/speech-limits.ts";
import type { SpeechPart } from "../speech/speech-part.ts";
import type { Handler } from "./handler.ts";
import { HttpError } from "./http-error.ts";
import { MAX_FILE_BYTES, MAX_UPLOAD_BYTES } from "./http-limits.ts";
import { readBytes } from "./read-body.ts";

const MODEL_RATE = 16_000;
const FORMATS = ["json", "text", "verbose_json"] as const;
type Format = (typeof FORMATS)[number];
/** Raw samples say their rate in the part's content type. */
const RAW = /^audio\/pcm\s*;\s*rate=(\d+)\s*$/i;

/** `POST /v1/audio/transcriptions`: a recording as multipart form data, its words as the answer. */
export function transcriptionsRoute(speech: SpeechPart): Handler {
  return async (request, signal) => {
    const form = await readForm(request);
    const format = readFormat(form);
    checkModel(form, speech);
    const recording = await readRecording(form);
    const seconds = recording.samples.length / recording.rate;
    if (seconds > MAX_AUDIO_SECONDS)
      throw unreadable(`The recording is longer than ${MAX_AUDIO_SECONDS} seconds.`);
    const { text } = await speech.transcribe(atModelRate(recording), signal);
    return answer(format, text, seconds);
  };
}

function answer(format: Format, text: string, seconds: number): Response {
  switch (format) {
    case "text":
      return new Response(text, { headers: { "content-type": "text/plain; charset=utf-8" } });
    case "json":
      return Response.json({ text });
    case "verbose_json":
      return Response.json({ task: "transcribe", language: "english", duration: seconds, text });
  }
}

async function readForm(request: Request): Promise<FormData> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\s*;/i.test(type))
    throw new HttpError("unsupported_media", "The body has to be multipart/form-data.");
  const bytes = await readBytes(request, MAX_UPLOAD_BYTES, "file");
  try {
    return await new Response(bytes, { headers: { "content-type": type } }).formData();
  } catch (cause) {
    throw new HttpError("invalid_value", "The multipart body is malformed.", { cause });
  }
}

function readFormat(form: FormData): Format {
  const wanted = form.get("response_format") ?? "json";
  const format = FORMATS.find((name) => name === wanted);
  if (format === undefined)
    throw new HttpError("invalid_value", `response_format has to be ${FORMATS.join(", ")}.`, {
      param: "response_format",
    });
  return format;
}

function checkModel(form: FormData, speech: SpeechPart): void {
  const wanted = form.get("model");
  if (wanted === null) return;
  const known = speech.models.some(
    (model) => model.id === wanted && model.task === "speech-to-text",
  );
  if (!known)
    throw new HttpError("model_not_found", "There is no such speech-to-text model.", {
      param: "model",
    });
}

async function readRecording(form: FormData): Promise<WavAudio> {
  const file = form.get("file");
  if (file === null) throw new HttpError("missing_field", "file is missing.", { param: "file" });
  if (typeof file === "string")
    throw new HttpError("invalid_value", "file has to be a file.", { param: "file" });
  if (file.size > MAX_FILE_BYTES)
    throw new HttpError("too_large", `The recording is larger than ${MAX_FILE_BYTES} bytes.`, {
      param: "file",
    });
  const bytes = new Uint8Array(await file.arrayBuffer());
  const rate = RAW.exec(file.type)?.[1];
  const recording = rate === undefined ? readWav(bytes) : readRaw(bytes, Number(rate));
  if (recording.rate < MIN_INPUT_RATE || recording.rate > MAX_INPUT_RATE)
    throw unreadable(`The sample rate has to be from ${MIN_INPUT_RATE} to ${MAX_INPUT_RATE} Hz.`);
  if (recording.samples.length === 0) throw unreadable("The recording is empty.");
  return recording;
}

function readRaw(bytes: Uint8Array, rate: number): WavAudio {
  return { rate, samples: pcm16ToFloat32(bytes) };
}

function readWav(bytes: Uint8Array): WavAudio {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 12));
  if (!head.startsWith("RIFF") || !head.endsWith("WAVE"))
    throw new HttpError("unsupported_media", "The file is neither WAV nor audio/pcm;rate=….", {
      param: "file",
    });
  try {
    return decodeWav(bytes);
  } catch (error) {
    if (error instanceof AppError) throw unreadable(error.message);
    throw error;
  }
}

function atModelRate({ rate, samples }: WavAudio): Float32Array {
  if (rate === MODEL_RATE) return samples;
  const resampler = createResampler({ from: rate, to: MODEL_RATE });
  const head = resampler.process(samples);
  const tail = resampler.flush();
  const whole = new Float32Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}

function unreadable(message: string): HttpError {
  return new HttpError("unreadable_media", message, { param: "file" });
}
