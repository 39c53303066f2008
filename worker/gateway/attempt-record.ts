import type { ErrorCode } from "../../shared/errors/error-codes.ts";
import type { RunMetadata, Task, Usage } from "./run-types.ts";

/**
 * Why an attempt was made: the `first` of its run; the same model again after a failure (`retry`);
 * another model after one (`failover`); a rival of a slow one (`hedge`); another try that goes on
 * where an answer broke (`continuation`).
 */
export type AttemptKind = "first" | "retry" | "failover" | "hedge" | "continuation";

/**
 * How an attempt ended. `cancelled`: the caller, or what came of its own answer, ended it; `lost`: a
 * rival of it answered first.
 */
export type AttemptStatus = "ok" | "failed" | "cancelled" | "lost";

/** What one call of a provider used and cost: exactly one for every call that was begun. */
export interface AttemptRecord {
  readonly runId: string;
  /** Position among the run's attempts, from 0. */
  readonly attempt: number;
  readonly kind: AttemptKind;
  readonly provider: string;
  /** The provider's own id of the model. */
  readonly model: string;
  /** The dynamic route that chose the model. */
  readonly route?: string;
  readonly task: Task;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Milliseconds from the start to the first content; absent: none came. */
  readonly firstTokenMs?: number;
  readonly durationMs: number;
  readonly status: AttemptStatus;
  /** Why it failed. */
  readonly error?: ErrorCode;
  readonly usage: Usage;
  /** The provider reported no usage, so `usage` is a guess from what was sent and received. */
  readonly usageEstimated?: boolean;
  /** US dollars; absent when the model's price is not known, never 0 for that. */
  readonly costUsd: number | undefined;
  readonly metadata: RunMetadata;
}

/** Takes each record as soon as its attempt has ended. It must not throw or wait. */
export type RecordSink = (record: AttemptRecord) => void;
