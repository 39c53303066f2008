import { AppError } from "../../shared/errors/app-error.ts";
import type { ErrorCode } from "../../shared/errors/error-codes.ts";
import type { AttemptRecord } from "./attempt-record.ts";
import { binding } from "./environment.ts";
import type { Environment } from "./environment.ts";
import { newRunId, newRunScope, scopeOfRun } from "./run-id.ts";
import type { RunJob } from "./run-job.ts";
import type { RunMetadata, Task, Usage } from "./run-types.ts";

/** Runner objects that one isolate spreads its runs over. */
const SPREAD = 4;

/** An error as it crosses between objects, where an AppError would lose its fields. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly field?: string;
  readonly provider?: string;
  readonly retryAfter?: number;
}

/** How a run stands, for `GET /v1/runs/:id`. */
export interface RunState {
  readonly id: string;
  /** `interrupted`: the Runner died while it was live, and the request's policy ends it there. */
  readonly state: "live" | "done" | "failed" | "cancelled" | "interrupted";
  readonly task: Task;
  readonly format: string;
  /** `provider/model` that serves or served last. */
  readonly model: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /** Until when its events can be read; absent while it is live. */
  readonly expiresAt?: number;
  /** Index that the next event gets. */
  readonly nextIndex: number;
  readonly error?: ErrorData;
  /** Of all attempts together; absent fields are unknown. */
  readonly usage: Usage;
  /** Some provider reported no usage, so that a part of it is a guess. */
  readonly usageEstimated: boolean;
  readonly attempts: readonly AttemptRecord[];
  readonly metadata: RunMetadata;
}

/** A run that has begun to answer. */
export interface StartedRun {
  readonly runId: string;
  /** `provider/model` that serves. */
  readonly model: string;
  /** Attempts that were begun before the first event came. */
  readonly attempts: number;
  /** The format's server-sent events, each with its `id:` line. Cancelling it leaves the run alone. */
  readonly stream: ReadableStream<Uint8Array>;
}

/** Runs that outlive whoever asked. Everything throws AppError only. */
export interface RunnerClient {
  /**
   * Starts a run and resolves when its first event is there; a failure before it is thrown as it
   * is. `signal` cancels the run. `runId` (of {@link newRunId}) is for callers that want to know it
   * before; the scope in it chooses the object.
   */
  start(
    job: RunJob,
    options?: { readonly signal?: AbortSignal; readonly runId?: string },
  ): Promise<StartedRun>;
  /**
   * The events from an index on, the same bytes that `start` gave: those that are kept, then the
   * live ones. @throws AppError `not_found`; `bad_input` with `field: "from"`.
   */
  resume(runId: string, from: number): Promise<ReadableStream<Uint8Array>>;
  /** @throws AppError `not_found`. */
  state(runId: string): Promise<RunState>;
  /** Cancels a live run upstream, and leaves one that is over as it is. @throws AppError `not_found`. */
  cancel(runId: string): Promise<RunState>;
}

/** What an object answers: a value, or an error as data. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ErrorData };

/** A Runner object as its clients see it; `DurableObjectStub<Runner>` fits it. */
export interface RunnerStub {
  start(runId: string, job: RunJob): Promise<Answer<StartedRun>>;
  events(runId: string, from: number): Promise<Answer<ReadableStream<Uint8Array>>>;
  state(runId: string): Promise<Answer<RunState>>;
  cancel(runId: string): Promise<Answer<RunState>>;
  fetch(request: Request): Promise<Response>;
}

/** The binding `RUNNER`. */
export interface RunnerNamespace {
  getByName(name: string): RunnerStub;
}

/** Scopes of this isolate: objects are made near who first asks, so they aren't shared by all. */
const scopes: string[] = [];
let turn = 0;

/** The client of the binding `RUNNER`. @throws AppError `internal` at use when it is not bound. */
export function createRunnerClient(env: Environment): RunnerClient {
  return {
    async start(job, { signal, runId = newRunId(nextScope()) } = {}) {
      signal?.throwIfAborted();
      const stub = runnerOf(env, runId);
      const cancel = (): void => void stub.cancel(runId).catch(() => undefined);
      signal?.addEventListener("abort", cancel, { once: true });
      return take(await stub.start(runId, job));
    },
    resume: async (runId, from) => take(await runnerOf(env, runId).events(runId, from)),
    state: async (runId) => take(await runnerOf(env, runId).state(runId)),
    cancel: async (runId) => take(await runnerOf(env, runId).cancel(runId)),
  };
}

/** The object that keeps a run. @throws AppError `not_found` for what is no run's id. */
export function runnerOf(env: Environment, runId: string): RunnerStub {
  const scope = scopeOfRun(runId);
  if (scope === undefined) throw new AppError("not_found", "There is no such run.");
  const namespace = binding(env, "RUNNER") as RunnerNamespace | undefined;
  if (namespace === undefined)
    throw new AppError("internal", "The binding RUNNER is missing.", { retryable: false });
  return namespace.getByName(scope);
}

/** An error's fields as plain data. */
export function errorData(error: AppError): ErrorData {
  const { code, message, retryable, field, provider, retryAfter } = error;
  return {
    code,
    message,
    retryable,
    ...(field === undefined ? {} : { field }),
    ...(provider === undefined ? {} : { provider }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** The error that data of {@link errorData} stands for. */
export function errorOf({ code, message, ...options }: ErrorData): AppError {
  return new AppError(code, message, options);
}

function nextScope(): string {
  turn = (turn + 1) % SPREAD;
  return (scopes[turn] ??= newRunScope());
}

function take<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw errorOf(answer.error);
}
