import { AppError } from "../../shared/errors/app-error.ts";
import type { AttemptRecord } from "./attempt-record.ts";
import { binding } from "./environment.ts";
import type { Environment } from "./environment.ts";
import { errorOf } from "./error-data.ts";
import type { ErrorData } from "./error-data.ts";
import { packData } from "./packed-data.ts";
import { newRunId, newRunScope, scopeOfRun } from "./run-id.ts";
import type { RunJob } from "./run-job.ts";
import type { Run, RunMetadata, Task, Usage } from "./run-types.ts";

/**
 * Runs that one object begins in a second before the next one is used, and objects of one isolate.
 * What one object does is written down together, so fewer are better until one is busy.
 */
const STARTS_A_SECOND = 100;
const SPREAD = 16;

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
  /** Where the answer is from, where the cache was asked; see {@link Run.cache}. */
  readonly cache?: Exclude<Run<Task>["cache"], undefined>;
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
  /** Where the answer is from, where the cache was asked. */
  readonly cache: Run<Task>["cache"];
  /**
   * The format's server-sent events; where the provider speaks the format, its own bytes. Events are
   * counted from 0. Cancelling it leaves the run alone.
   */
  readonly stream: ReadableStream<Uint8Array>;
}

/** Runs that outlive whoever asked. Everything throws AppError only. */
export interface RunnerClient {
  /**
   * Starts a run and resolves when its first event is there; a failure before it is thrown as it
   * is. `signal` cancels the run. `runId` (of {@link newRunId}) is for callers that
   * want to know it before; the scope in it chooses the object. Starting the same id again attaches
   * to the run that is there.
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
  state(runId: string): Promise<Answer<RunState>>;
  cancel(runId: string): Promise<Answer<RunState>>;
  /** `POST /v1/runs/:id` starts a run, `GET /v1/runs/:id/events?from=N` reads it. */
  fetch(request: Request): Promise<Response>;
}

/** What the answer to a start says of the run. */
export const MODEL_HEADER = "x-parley-model";
export const ATTEMPTS_HEADER = "x-parley-attempts";
export const CACHE_HEADER = "x-parley-cache";

/** The binding `RUNNER`. */
export interface RunnerNamespace {
  getByName(name: string): RunnerStub;
}

/** Scopes of this isolate: objects are made near who first asks, so they aren't shared by all. */
const scopes: string[] = [];
let second = 0;
let starts = 0;

/** The client of the binding `RUNNER`. @throws AppError `internal` at use when it is not bound. */
export function createRunnerClient(env: Environment): RunnerClient {
  return {
    start: (job, { signal, runId: given } = {}) =>
      asAppError(async () => {
        signal?.throwIfAborted();
        const runId = given ?? newRunId(nextScope());
        const stub = runnerOf(env, runId);
        // Should this fail the run goes on, as it does when its caller dies.
        const cancel = (): void => void stub.cancel(runId).catch(() => undefined);
        signal?.addEventListener("abort", cancel, { once: true });
        const response = await stub.fetch(startRequest(runId, job, given === undefined));
        const stream = await streamOf(response);
        return {
          runId,
          model: response.headers.get(MODEL_HEADER) ?? "",
          attempts: Number(response.headers.get(ATTEMPTS_HEADER)),
          cache: (response.headers.get(CACHE_HEADER) ?? undefined) as Run<Task>["cache"],
          stream,
        };
      }),
    resume: (runId, from) =>
      asAppError(async () =>
        streamOf(await runnerOf(env, runId).fetch(eventsRequest(runId, from))),
      ),
    state: (runId) => asAppError(async () => take(await runnerOf(env, runId).state(runId))),
    cancel: (runId) => asAppError(async () => take(await runnerOf(env, runId).cancel(runId))),
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

function nextScope(): string {
  const now = Math.floor(Date.now() / 1000);
  if (now !== second) [second, starts] = [now, 0];
  const turn = Math.floor(starts++ / STARTS_A_SECOND) % SPREAD;
  return (scopes[turn] ??= newRunScope());
}

/** An id that was just made needs not be looked up. */
function startRequest(runId: string, job: RunJob, isNew: boolean): Request {
  const url = `http://runner/v1/runs/${runId}${isNew ? "?new" : ""}`;
  return new Request(url, { method: "POST", body: packData(job) as BodyInit });
}

function eventsRequest(runId: string, from: number): Request {
  return new Request(`http://runner/v1/runs/${runId}/events?from=${from}`);
}

async function streamOf(response: Response): Promise<ReadableStream<Uint8Array>> {
  if (response.ok && response.body !== null) return response.body;
  const { error } = (await response.json()) as { error: ErrorData };
  throw errorOf(error);
}

/** A call fails with the platform's own error when its object dies meanwhile. */
async function asAppError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw AppError.from(thrown);
  }
}

function take<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw errorOf(answer.error);
}
