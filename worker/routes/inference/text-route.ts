import type { Context } from "hono";
import type { AppError } from "../../../shared/errors/app-error.ts";
import type { AppEnv } from "../../env.ts";
import type { AnswerName } from "../../formats/answer-name.ts";
import { answerName } from "../../formats/answer-name.ts";
import type { ReadRequest } from "../../formats/read-request.ts";
import type { TextAnswer } from "../../formats/text-answer.ts";
import { gatherText } from "../../formats/text-answer.ts";
import type { NativeFormat, NativeRequest } from "../../gateway/lanes/native/native-format.ts";
import type { EncoderFactory } from "../../gateway/run-job.ts";
import { callerOf } from "./caller-of.ts";
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
export interface TextFormat<Request extends ReadRequest<"text">> {
  readonly name: NativeFormat;
  /** Headers of the format that a provider of it must get. */
  readonly headers: readonly string[];
  /** Throws AppError naming the field. */
  read(body: unknown): Request;
  /** What the encoder must know of the request. */
  readonly context: (request: Request) => unknown;
  readonly encoder: EncoderFactory;
  answer(name: AnswerName, answer: TextAnswer, request: Request): object;
  /** What a stream that broke says at its end. */
  readonly broken: (error: AppError) => string;
}

/** Answers requests in a format. Throws AppError for what goes wrong before an answer begins. */
export function textRoute<Request extends ReadRequest<"text">>(
  format: TextFormat<Request>,
): (context: Context<AppEnv>) => Promise<Response> {
  return async (context) => {
    const { raw } = context.req;
    const caller = callerOf(context);
    const body = (await authorizedJson(raw, context.env)) as Readonly<Record<string, unknown>>;
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

async function journalled<Request extends ReadRequest<"text">>(
  { name, context }: TextFormat<Request>,
  request: Request,
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

function nativeRequest<Request extends ReadRequest<"text">>(
  format: TextFormat<Request>,
  { nativeOnly }: Request,
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
