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
import { answerHeaders, authorizedJson, callGateway, jsonAnswer } from "./gateway-call.ts";
import { nativeResponse } from "./native-response.ts";
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
  context(request: Request): unknown;
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
    const body = await authorizedJson(raw, context.env);
    const request = format.read(body);
    const native = nativeRequest(format, request, body as Record<string, unknown>, raw.headers);
    const { run, startedAt, stop } = callGateway(raw, caller, request.run, native);
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

function nativeRequest<Request extends ReadRequest<"text">>(
  format: TextFormat<Request>,
  { nativeOnly }: Request,
  body: Readonly<Record<string, unknown>>,
  given: Headers,
): NativeRequest {
  const headers = Object.fromEntries(
    format.headers.flatMap((name) => {
      const value = given.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  return { format: format.name, body, headers, nativeOnly, broken: format.broken };
}
