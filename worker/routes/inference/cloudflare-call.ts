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
import { answerHeaders, startCall } from "./gateway-call.ts";
import { startJournalled } from "./journalled-response.ts";
import type { Caller } from "./open-gateway.ts";
import type { RequestOptions } from "./run-options.ts";
import { speechBody } from "./speech-body.ts";
import { sseBody } from "./sse-body.ts";
import { startReading } from "./start-reading.ts";

/** What a model gave: data, or bytes as they come. */
export type CloudflareAnswer =
  | { readonly type: "data"; readonly headers: AnswerHeaders; readonly value: object }
  | {
      readonly type: "bytes";
      readonly headers: AnswerHeaders;
      readonly body: ReadableStream<Uint8Array>;
    };

type AnswerHeaders = Readonly<Record<string, string>>;

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
      return dataAnswer(run, await embeddingResult(run));
    }
    case "text-to-image": {
      const { run } = startCall(caller, request.run, options, signal);
      return dataAnswer(run, await imageResult(run));
    }
    case "speech-to-text": {
      const { run } = startCall(caller, request.run, options, signal);
      return dataAnswer(run, await transcriptResult(run));
    }
    case "image-to-text": {
      const { run } = startCall(caller, request.run, options, signal);
      return dataAnswer(run, await descriptionResult(run));
    }
    case "text-to-speech": {
      const { run, stop } = startCall(caller, request.run, options, signal);
      const body = speechBody(await startReading(run, stop), audioWriter("wav"));
      return { type: "bytes", headers: answerHeaders(run, SPEECH_TYPES.wav), body };
    }
  }
}

async function answerText(
  caller: Caller,
  { run: asked, stream, responses }: CloudflareRequest & { task: "text" },
  options: RequestOptions,
  signal: AbortSignal | undefined,
): Promise<CloudflareAnswer> {
  if (stream && options.options.journal === true) {
    const written =
      responses === undefined
        ? { format: "cloudflare-run" }
        : { format: "openai-responses", context: responses };
    return { type: "bytes", ...(await startJournalled(caller, asked, options, written)) };
  }
  const { run, startedAt, stop } = startCall(caller, asked, options, signal);
  if (stream) {
    const begun = await startReading(run, stop);
    const facts = { runId: run.id, startedAt, model: run.model };
    const encoder =
      responses === undefined ? runEncoder(facts, null) : responsesEncoder(facts, responses);
    const headers = answerHeaders(run, "text/event-stream");
    return { type: "bytes", headers, body: sseBody(begun, encoder) };
  }
  const answer = await gatherText(run as AsyncIterable<TextEvent>);
  const name = answerName({ runId: run.id, startedAt, model: run.model });
  return dataAnswer(run, textResult(name, answer, responses));
}

function dataAnswer(run: Run<Task>, value: object): CloudflareAnswer {
  return { type: "data", headers: answerHeaders(run, "application/json"), value };
}
