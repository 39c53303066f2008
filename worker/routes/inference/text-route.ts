import type { Context } from "hono";
import type { AppEnv } from "../../env.ts";
import type { AnswerName } from "../../formats/answer-name.ts";
import { answerName } from "../../formats/answer-name.ts";
import { unsupportedField } from "../../formats/parse-body.ts";
import type { ReadRequest } from "../../formats/read-request.ts";
import type { TextAnswer, TextEvent } from "../../formats/text-answer.ts";
import { gatherText } from "../../formats/text-answer.ts";
import type { EncoderFactory } from "../../gateway/run-job.ts";
import { callerOf } from "./caller-of.ts";
import { answerHeaders, authorizedJson, callGateway, jsonAnswer } from "./gateway-call.ts";
import { sseBody } from "./sse-body.ts";
import { startReading } from "./start-reading.ts";

/** A format whose answers are text, streamed or whole. */
export interface TextFormat<Request extends ReadRequest<"text">> {
  readonly name: string;
  /** Throws AppError naming the field. */
  read(body: unknown): Request;
  /** What the encoder must know of the request. */
  context(request: Request): unknown;
  readonly encoder: EncoderFactory;
  answer(name: AnswerName, answer: TextAnswer, request: Request): object;
}

/** Answers requests in a format. Throws AppError for what goes wrong before an answer begins. */
export function textRoute<Request extends ReadRequest<"text">>(
  format: TextFormat<Request>,
): (context: Context<AppEnv>) => Promise<Response> {
  return async (context) => {
    const { req, env } = context;
    const request = format.read(await authorizedJson(req.raw, env));
    if (request.nativeOnly !== undefined)
      throw unsupportedField(request.nativeOnly, "only a provider of this very format takes it.");
    const { run, startedAt, stop } = callGateway(req.raw, callerOf(context), request.run);
    if (request.stream) {
      const begun = await startReading(run, stop);
      const facts = { runId: run.id, startedAt, model: run.model };
      const body = sseBody(begun, format.encoder(facts, format.context(request)));
      return new Response(body, { headers: answerHeaders(run, "text/event-stream") });
    }
    const answer = await gatherText(run as AsyncIterable<TextEvent>);
    const name = answerName({ runId: run.id, startedAt, model: run.model });
    return jsonAnswer(run, format.answer(name, answer, request));
  };
}
