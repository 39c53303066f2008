import type { AttemptRecord } from "../../worker/gateway/attempt-record.ts";
import type { RunJob } from "../../worker/gateway/run-job.ts";
import type { Run, RunMetadata, Task } from "../../worker/gateway/run-types.ts";
import type { ErrorData } from "../../worker/gateway/error-data.ts";
import type { RunState } from "../../worker/gateway/runner-client.ts";
import { addUsage } from "../../worker/gateway/usage.ts";

/** How a run ended. */
export type RunEnd =
  | { readonly state: "done" }
  | { readonly state: "failed" | "cancelled" | "interrupted"; readonly error: ErrorData };

/** A run as the journal keeps it, without its events. */
export interface RunRecord {
  readonly id: string;
  readonly task: Task;
  readonly format: string;
  /** What the format's writer knows of the request; plain data. */
  readonly context?: unknown;
  readonly metadata: RunMetadata;
  readonly startedAt: number;
  /** `provider/model` that serves or served last. */
  readonly model: string;
  /** The one that served when the first event came: what the format's writer knows it as. */
  readonly firstModel?: string;
  /** Whether it may go on after a death. Runs with keys of their caller's can't: keys aren't kept. */
  readonly isRevivable: boolean;
  readonly attempts: readonly AttemptRecord[];
  /** Where the answer is from, where the cache was asked; then its attempts are metered there. */
  readonly cache?: Exclude<Run<Task>["cache"], undefined>;
  /** Set when the run is over. */
  readonly end?: RunEnd & { readonly at: number; readonly nextIndex: number };
  /** Where events were lost by a death, and where the indices go on, oldest first. */
  readonly gaps: readonly IndexGap[];
}

/** Indices from `from` up to, not including, `to`, whose events a reader may have and we have not. */
export interface IndexGap {
  readonly from: number;
  readonly to: number;
}

/** The record of a run that begins. */
export function newRecord(id: string, job: RunJob, now: number): RunRecord {
  const { task, model, models, metadata = {}, options = {} } = job.request;
  return {
    id,
    task,
    format: job.format,
    ...(job.context !== undefined ? { context: job.context } : {}),
    metadata,
    startedAt: now,
    model: model ?? models?.[0] ?? "",
    isRevivable: options.keys === undefined && options.onBreak !== "error",
    attempts: [],
    gaps: [],
  };
}

/** The gap that comes before everything that is written after a death. */
export function nextGap(record: RunRecord, nextIndex: number, length: number): IndexGap {
  const from = Math.max(nextIndex, record.gaps.at(-1)?.to ?? 0);
  return { from: nextIndex, to: from + length };
}

/**
 * The gap in which a reader lost something, if it reads from an index: it has got events that the
 * journal lost, and the run went on in other words. One that was interrupted there has no other
 * words, so its end may follow.
 */
export function lossAt(record: RunRecord, index: number): IndexGap | undefined {
  const gaps = record.end?.state === "interrupted" ? record.gaps.slice(0, -1) : record.gaps;
  return gaps.find((gap) => index > gap.from && index < gap.to);
}

/** What a run's caller sees of it. */
export function stateOf(record: RunRecord, nextIndex: number, keepMs: number): RunState {
  const { id, task, format, model, startedAt, attempts, metadata, cache, end } = record;
  return {
    id,
    state: end?.state ?? "live",
    task,
    format,
    model,
    startedAt,
    ...(end === undefined ? {} : { endedAt: end.at, expiresAt: end.at + keepMs }),
    nextIndex,
    ...(cache === undefined ? {} : { cache }),
    ...(end === undefined || end.state === "done" ? {} : { error: end.error }),
    usage: attempts.map((one) => one.usage).reduce(addUsage, {}),
    usageEstimated: attempts.some(({ usageEstimated }) => usageEstimated === true),
    attempts,
    metadata,
  };
}
