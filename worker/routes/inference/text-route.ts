import type { AppError } from "../../../shared/errors/app-error.ts";
import type { AnswerName } from "../../formats/answer-name.ts";
import { answerName } from "../../formats/answer-name.ts";
import type { ReadRequest } from "../../formats/read-request.ts";
import type { TextAnswer } from "../../formats/text-answer.ts";
import { gatherText } from "../../formats/text-answer.ts";
import type { NativeFormat, NativeRequest } from "../../gateway/lanes/native/native-format.ts";
import type { EncoderFactory } from "../../gateway/run-job.ts";
import {
  answerHeaders,
  authorizedJson,
  callGateway,
  jsonAnswer,
  optionsOf,
} from "./gateway-call.ts";
import { startJournalled } from "./journalled-response.ts";
import { nativeResponse } from "./native-response.ts";
import type { Caller } from "./open-gateway.ts";
import type { RequestOptions } from "./run-options.ts";
import { sseBody } from "./sse-body.ts";
import { allEvents, startReading } from "./start-reading.ts";

/** A format whose answers are text, streamed or whole. */
export interface TextFormat<Asked extends ReadRequest<"text">> {
  readonly name: NativeFormat;
  /** Headers of the format that a provider of it must get. */
  readonly headers: readonly string[];
  /** Throws AppError naming the field. */
  read(body: unknown): Asked;
  /** What the encoder must know of the request. */
  readonly context: (request: Asked) => unknown;
  readonly encoder: EncoderFactory;
  answer(name: AnswerName, answer: TextAnswer, request: Asked): object;
  /** What a stream that broke says at its end. */
  readonly broken: (error: AppError) => string;
}

/** Answers a request. Throws AppError for what goes wrong before an answer begins. */
export type TextHandler = (request: Request, caller: Caller) => Promise<Response>;

/** Answers requests in a format. */
export function textRoute<Asked extends ReadRequest<"text">>(
  format: TextFormat<Asked>,
): TextHandler {
  return async (raw, caller) => {
    const body = (await authorizedJson(raw, caller.env)) as Readonly<Record<string, unknown>>;
    const request = format.read(body);
    const options = optionsOf(raw, request.run, body);
    const native = nativeRequest(format, request, body, raw.headers);
    if (request.stream && options.options.journal === true)
      return journalled(format, request, native, caller, options);
    const { run, startedAt, stop } = callGateway(caller, request.run, options, native);
    const begun = await startReading(run, stop);
    const passed = nativeResponse(caller, run, begun);
    if (passed !== undefined) return passed;
    if (request.stream) {
      const facts = { runId: run.id, startedAt, model: run.model };
      const stream = sseBody(begun, format.encoder(facts, format.context(request)));
      return new Response(stream, { headers: answerHeaders(run, "text/event-stream") });
    }
    const answer = await gatherText(allEvents(begun));
    const name = answerName({ runId: run.id, startedAt, model: run.model });
    return jsonAnswer(run, format.answer(name, answer, request));
  };
}

async function journalled<Asked extends ReadRequest<"text">>(
  { name, context }: TextFormat<Asked>,
  request: Asked,
  { headers, nativeOnly, body }: TextNativeRequest,
  caller: Caller,
  options: RequestOptions,
): Promise<Response> {
  const { body: stream, headers: told } = await startJournalled(caller, request.run, options, {
    format: name,
    context: context(request),
    native: { format: name, headers, nativeOnly, body },
  });
  return new Response(stream, { headers: told });
}

/** A text format's request is JSON. */
type TextNativeRequest = NativeRequest & { readonly body: Readonly<Record<string, unknown>> };

function nativeRequest<Asked extends ReadRequest<"text">>(
  format: TextFormat<Asked>,
  { nativeOnly }: Asked,
  body: Readonly<Record<string, unknown>>,
  given: Headers,
): TextNativeRequest {
  const headers = Object.fromEntries(
    format.headers.flatMap((name) => {
      const value = given.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  return { format: format.name, body, headers, nativeOnly, broken: format.broken };
}
