import type { Context } from "hono";
import { AppError } from "../../../shared/errors/app-error.ts";
import type { AppEnv } from "../../env.ts";
import { gatherWords } from "../../formats/cloudflare-run/run-result.ts";
import { readSpeechRequest } from "../../formats/openai-audio/speech-request.ts";
import {
  audioWriter,
  SPEECH_TYPES,
  speechEventWriter,
} from "../../formats/openai-audio/speech-stream.ts";
import { transcriptAnswer, transcriptEncoder } from "../../formats/openai-audio/transcript.ts";
import {
  readTranscriptionRequest,
  transcriptionRun,
} from "../../formats/openai-audio/transcription-request.ts";
import { unsupportedField } from "../../formats/parse-body.ts";
import { INFERENCE_LIMITS } from "../../limits.ts";
import { readBytes } from "../read-json-body.ts";
import { requireApiKey } from "./api-key.ts";
import { callerOf } from "./caller-of.ts";
import { answerHeaders, authorizedJson, callGateway, jsonAnswer } from "./gateway-call.ts";
import { speechBody } from "./speech-body.ts";
import { sseBody } from "./sse-body.ts";
import { startReading } from "./start-reading.ts";

/** `POST /v1/audio/speech`: the sound leaves as it comes. */
export async function speechRoute(context: Context<AppEnv>): Promise<Response> {
  const { req, env } = context;
  const request = readSpeechRequest(await authorizedJson(req.raw, env));
  if (request.nativeOnly !== undefined)
    throw unsupportedField(
      request.nativeOnly,
      "this model's speech comes as wav or pcm, without it.",
    );
  const { run, stop } = callGateway(req.raw, callerOf(context), request.run);
  const begun = await startReading(run, stop);
  const isFile = request.streamFormat === "audio";
  const writer = isFile ? audioWriter(request.encoding) : speechEventWriter(request.encoding);
  const type = isFile ? SPEECH_TYPES[request.encoding] : "text/event-stream";
  return new Response(speechBody(begun, writer), { headers: answerHeaders(run, type) });
}

/** `POST /v1/audio/transcriptions`: a form with a recording. */
export async function transcriptionRoute(context: Context<AppEnv>): Promise<Response> {
  const { req, env } = context;
  await requireApiKey(req.raw, env);
  const request = readTranscriptionRequest(await readForm(req.raw));
  if (request.nativeOnly !== undefined)
    throw unsupportedField(request.nativeOnly, "this model's transcripts don't have it.");
  const recording = new Uint8Array(await request.file.arrayBuffer());
  const asked = transcriptionRun(request, recording);
  const { run, startedAt, stop } = callGateway(req.raw, callerOf(context), asked);
  if (request.stream) {
    const begun = await startReading(run, stop);
    const facts = { runId: run.id, startedAt, model: run.model };
    const body = sseBody(begun, transcriptEncoder(facts, null));
    return new Response(body, { headers: answerHeaders(run, "text/event-stream") });
  }
  const { samples, rate, language } = asked.input;
  const answer = transcriptAnswer(await gatherWords(run), request.format, {
    language,
    seconds: samples.length / rate,
  });
  return typeof answer === "string"
    ? new Response(answer, { headers: answerHeaders(run, "text/plain; charset=utf-8") })
    : jsonAnswer(run, answer);
}

async function readForm(request: Request): Promise<FormData> {
  const type = request.headers.get("content-type") ?? "";
  const bytes = await readBytes(request, INFERENCE_LIMITS.audioBytes);
  try {
    return await new Response(bytes, { headers: { "content-type": type } }).formData();
  } catch (cause) {
    throw new AppError("bad_input", "The body must be a form (multipart/form-data).", {
      field: "body",
      cause,
    });
  }
}
