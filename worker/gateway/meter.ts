import type { AppError } from "../../shared/errors/app-error.ts";
import type { AttemptRecord, AttemptStatus, RecordSink } from "./attempt-record.ts";
import { priceOf } from "./catalog/price-of.ts";
import type { RaceLane } from "./race-lane.ts";
import type { Finish, RunRequest, Task, TaskInput, Usage } from "./run-types.ts";
import { addUsage, usageOf } from "./usage.ts";

/** Writes down what each attempt of one run used and cost. */
export interface Meter {
  /** Exactly once for each attempt, whose record it gives back. */
  ended(
    lane: RaceLane,
    model: MeteredModel,
    ending: { readonly status: AttemptStatus; readonly error: AppError | undefined },
    now: number,
  ): AttemptRecord;
  /** The end of an answer that several attempts made has what all of them used. */
  finish(event: Finish): Finish;
  records(): readonly AttemptRecord[];
}

/** Whom an attempt asked, and what. */
export interface MeteredModel {
  readonly provider: string;
  readonly model: string;
  /** The input that was sent, which a continuation changes. */
  readonly input: TaskInput[Task];
}

/** A meter for the run `runId`; each record goes to `sink` too. */
export function createMeter(
  runId: string,
  request: RunRequest<Task>,
  sink: RecordSink | undefined,
): Meter {
  const records: AttemptRecord[] = [];
  let broken: Usage | undefined;
  return {
    ended(lane, { provider, model, input }, { status, error }, now) {
      const begun = lane.firstTokenMs !== undefined;
      const { text, images } = lane;
      const facts = { usage: lane.usage, text, images, begun, error };
      const { usage, estimated, unused } = usageOf(request.task, input, facts);
      if (status === "failed" && begun) broken = addUsage(broken ?? {}, usage);
      const record: AttemptRecord = {
        runId,
        attempt: lane.id,
        kind: lane.lane.kind,
        provider,
        model,
        ...(request.route === undefined ? {} : { route: request.route }),
        task: request.task,
        startedAt: lane.startedAt,
        ...(lane.firstTokenMs === undefined ? {} : { firstTokenMs: lane.firstTokenMs }),
        durationMs: now - lane.startedAt,
        status,
        ...(error === undefined ? {} : { error: error.code }),
        usage,
        ...(estimated ? { usageEstimated: true } : {}),
        costUsd: unused ? 0 : priceOf(provider, model, usage, lane.startedAt),
        metadata: request.metadata ?? {},
      };
      records.push(record);
      sink?.(record);
      return record;
    },
    finish: (event) =>
      broken === undefined ? event : { ...event, usage: addUsage(broken, event.usage) },
    records: () => records,
  };
}
