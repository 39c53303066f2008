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
import type { NativeRequest } from "../../gateway/lanes/native/native-format.ts";
import { INFERENCE_LIMITS } from "../../limits.ts";
import { readBytes } from "../read-json-body.ts";
import { requireApiKey } from "./api-key.ts";
import { callerOf } from "./caller-of.ts";
import {
  answerHeaders,
  authorizedJson,
  callGateway,
  jsonAnswer,
  optionsOf,
} from "./gateway-call.ts";
import { nativeResponse } from "./native-response.ts";
import { speechBody } from "./speech-body.ts";
import { sseBody } from "./sse-body.ts";
import { allEvents, startReading } from "./start-reading.ts";

/** `POST /v1/audio/speech`: the sound leaves as it comes. */
export async function speechRoute(context: Context<AppEnv>): Promise<Response> {
  const { raw } = context.req;
  const caller = callerOf(context);
  const body = (await authorizedJson(raw, context.env)) as Record<string, unknown>;
  const { run: asked, nativeOnly, encoding, streamFormat } = readSpeechRequest(body);
  const native: NativeRequest = { format: "openai-speech", body, headers: {}, nativeOnly };
  const options = optionsOf(raw, asked, body);
  const { run, stop } = callGateway(caller, asked, options, native);
  const begun = await startReading(run, stop);
  const passed = nativeResponse(caller, run, begun);
  if (passed !== undefined) return passed;
  const isFile = streamFormat === "audio";
  const writer = isFile ? audioWriter(encoding) : speechEventWriter(encoding);
  const type = isFile ? SPEECH_TYPES[encoding] : "text/event-stream";
  return new Response(speechBody(begun, writer), { headers: answerHeaders(run, type) });
}

/** `POST /v1/audio/transcriptions`: a form with a recording. */
export async function transcriptionRoute(context: Context<AppEnv>): Promise<Response> {
  const { raw } = context.req;
  const caller = callerOf(context);
  await requireApiKey(raw, context.env);
  const form = await readForm(raw);
  const request = readTranscriptionRequest(form);
  const asked = transcriptionRun(request, new Uint8Array(await request.file.arrayBuffer()));
  const { nativeOnly, language } = request;
  const native: NativeRequest = {
    format: "openai-transcriptions",
    body: form,
    headers: {},
    nativeOnly: asked.isReadable ? nativeOnly : "file",
  };
  const options = optionsOf(raw, asked.run, undefined);
  const { run, startedAt, stop } = callGateway(caller, asked.run, options, native);
  const begun = await startReading(run, stop);
  const passed = nativeResponse(caller, run, begun);
  if (passed !== undefined) return passed;
  if (request.stream) {
    const facts = { runId: run.id, startedAt, model: run.model };
    const stream = sseBody(begun, transcriptEncoder(facts, null));
    return new Response(stream, { headers: answerHeaders(run, "text/event-stream") });
  }
  const { samples, rate } = asked.run.input;
  const answer = transcriptAnswer(await gatherWords(allEvents(begun)), request.format, {
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
