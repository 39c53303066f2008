import { AppError } from "../../shared/errors/app-error.ts";
import { messagesEncoder } from "../../worker/formats/anthropic-messages/messages-stream.ts";
import { runEncoder } from "../../worker/formats/cloudflare-run/run-stream.ts";
import { chatEncoder } from "../../worker/formats/openai-chat/chat-stream.ts";
import { responsesEncoder } from "../../worker/formats/openai-responses/responses-stream.ts";
import type { EncoderFactory, EventEncoder } from "../../worker/gateway/run-job.ts";
import type { Task, TaskEvent } from "../../worker/gateway/run-types.ts";
import { eventDataEncoder } from "./event-data.ts";
import type { RunRecord } from "./run-record.ts";

/** The formats that a run's events can be written in, by the names that jobs use. */
const FORMATS: Readonly<Record<string, EncoderFactory>> = {
  events: eventDataEncoder,
  "openai-chat": chatEncoder,
  "openai-responses": responsesEncoder,
  "anthropic-messages": messagesEncoder,
  "cloudflare-run": runEncoder,
};

/** @throws AppError `bad_input` for a format that there is not. */
export function requireFormat(format: string): void {
  if (Object.hasOwn(FORMATS, format)) return;
  throw new AppError("bad_input", `Runs are kept in ${Object.keys(FORMATS).join(", ")}.`, {
    field: "format",
  });
}

/**
 * The encoder of a run that is served by `model`. `before` is what an earlier life of the run has
 * said: the encoder is told of it, so that it goes on where that one was.
 */
export function encoderOf(
  record: RunRecord,
  model: string,
  before: readonly TaskEvent[Task][] = [],
): EventEncoder {
  requireFormat(record.format);
  const factory = FORMATS[record.format] ?? eventDataEncoder;
  const { id: runId, startedAt, firstModel = model, context } = record;
  const encoder = factory({ runId, startedAt, model: firstModel }, context);
  for (const event of before) encoder.encode(event);
  return encoder;
}
