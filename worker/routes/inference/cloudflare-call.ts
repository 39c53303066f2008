import { answerName } from "../../formats/answer-name.ts";
import type { CloudflareRequest } from "../../formats/cloudflare-run/run-request.ts";
import {
  descriptionResult,
  embeddingResult,
  imageResult,
  textResult,
  transcriptResult,
} from "../../formats/cloudflare-run/run-result.ts";
import { runEncoder } from "../../formats/cloudflare-run/run-stream.ts";
import { audioWriter, SPEECH_TYPES } from "../../formats/openai-audio/speech-stream.ts";
import { responsesEncoder } from "../../formats/openai-responses/responses-stream.ts";
import type { TextEvent } from "../../formats/text-answer.ts";
import { gatherText } from "../../formats/text-answer.ts";
import type { Run, Task } from "../../gateway/run-types.ts";
import { startCall } from "./gateway-call.ts";
import type { Caller } from "./open-gateway.ts";
import type { RequestOptions } from "./run-options.ts";
import { speechBody } from "./speech-body.ts";
import { sseBody } from "./sse-body.ts";
import { startReading } from "./start-reading.ts";

/** What a model gave: data, or bytes as they come. */
export type CloudflareAnswer =
  | { readonly type: "data"; readonly run: Run<Task>; readonly value: object }
  | {
      readonly type: "bytes";
      readonly run: Run<Task>;
      readonly body: ReadableStream<Uint8Array>;
      readonly contentType: string;
    };

/** Carries out a call as Cloudflare makes it. Throws AppError before an answer has begun. */
export async function answerCloudflare(
  caller: Caller,
  request: CloudflareRequest,
  options: RequestOptions,
  signal: AbortSignal | undefined,
): Promise<CloudflareAnswer> {
  switch (request.task) {
    case "text":
      return answerText(caller, request, options, signal);
    case "embedding": {
      const { run } = startCall(caller, request.run, options, signal);
      return { type: "data", run, value: await embeddingResult(run) };
    }
    case "text-to-image": {
      const { run } = startCall(caller, request.run, options, signal);
      return { type: "data", run, value: await imageResult(run) };
    }
    case "speech-to-text": {
      const { run } = startCall(caller, request.run, options, signal);
      return { type: "data", run, value: await transcriptResult(run) };
    }
    case "image-to-text": {
      const { run } = startCall(caller, request.run, options, signal);
      return { type: "data", run, value: await descriptionResult(run) };
    }
    case "text-to-speech": {
      const { run, stop } = startCall(caller, request.run, options, signal);
      const body = speechBody(await startReading(run, stop), audioWriter("wav"));
      return { type: "bytes", run, body, contentType: SPEECH_TYPES.wav };
    }
  }
}

async function answerText(
  caller: Caller,
  { run: asked, stream, responses }: CloudflareRequest & { task: "text" },
  options: RequestOptions,
  signal: AbortSignal | undefined,
): Promise<CloudflareAnswer> {
  const { run, startedAt, stop } = startCall(caller, asked, options, signal);
  if (stream) {
    const begun = await startReading(run, stop);
    const facts = { runId: run.id, startedAt, model: run.model };
    const encoder =
      responses === undefined ? runEncoder(facts, null) : responsesEncoder(facts, responses);
    return { type: "bytes", run, body: sseBody(begun, encoder), contentType: "text/event-stream" };
  }
  const answer = await gatherText(run as AsyncIterable<TextEvent>);
  const name = answerName({ runId: run.id, startedAt, model: run.model });
  return { type: "data", run, value: textResult(name, answer, responses) };
}
