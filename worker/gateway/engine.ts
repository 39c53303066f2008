import { AppError } from "../../shared/errors/app-error.ts";
import { abortedBy } from "./aborted.ts";
import type { RecordSink } from "./attempt-record.ts";
import type { Clock } from "./clock.ts";
import { continuationInput } from "./continuation.ts";
import type { Environment } from "./environment.ts";
import type { HealthTable } from "./health-table.ts";
import type { HedgeBudget } from "./hedge-budget.ts";
import { createMeter } from "./meter.ts";
import type { Attempt } from "./plan.ts";
import { plan } from "./plan.ts";
import { withOwnKeys } from "./providers/own-keys.ts";
import type { ProviderTools } from "./providers/provider.ts";
import type { RaceLane } from "./race-lane.ts";
import type { RaceCandidate, RacePolicy, RunEvent } from "./race-state.ts";
import { Race } from "./race.ts";
import { NoRoom } from "./routes/run-budget.ts";
import type { Routes } from "./routes/routes.ts";
import type { Run, RunRequest, Task, TaskEvent, TaskInput } from "./run-types.ts";

/**
 * Calls a model in another way than by its provider's adapter: gives its events, or undefined where
 * the adapter is to be used. `env` has the caller's own keys.
 */
export type OpenAttempt = (
  attempt: Attempt,
  signal: AbortSignal,
  env: Environment,
) => AsyncIterable<RunEvent> | undefined;

/** What runs are made with. */
export interface EngineTools extends ProviderTools {
  readonly open?: OpenAttempt | undefined;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly health: HealthTable;
  readonly budgets: { readonly hedge: HedgeBudget; readonly replace: HedgeBudget };
  readonly sink: RecordSink | undefined;
  /** Whose cost limits attempts are held against. */
  readonly routes: Pick<Routes, "budget">;
  readonly newId: () => string;
}

/** A budget without an end, for deadlines that the caller has set. */
const UNLIMITED: HedgeBudget = { earn() {}, affordable: () => true, spend() {} };

/**
 * One run of the engine: {@link plan} says who may be asked, {@link Race} asks, a meter and the
 * health table are told. Throws AppError for what is wrong with the request.
 */
export function startRun<T extends Task>(
  request: RunRequest<T>,
  env: Environment,
  tools: EngineTools,
): Run<T> {
  const { task, options = {} } = request;
  const ownEnv = withOwnKeys(env, options.keys);
  const { clock, random, health, limits } = tools;
  const attempts = plan({ ...request, hasImages: hasImages(request) }, ownEnv, {
    health: (name) => health.of(name),
    now: clock.now(),
    random,
  });
  const id = request.id ?? tools.newId();
  const budget = request.routed === undefined ? undefined : tools.routes.budget(request.routed);
  const meter = createMeter(id, request, tools.sink);
  const inputs = new Map<number, TaskInput[T]>();
  let [{ name: model }] = attempts;
  const attemptOf = (lane: RaceLane): Attempt => attempts[lane.lane.candidate] ?? attempts[0];
  const observe = (lane: RaceLane, seen: Parameters<HealthTable["observe"]>[1]): void =>
    health.observe(attemptOf(lane).name, seen, clock.now(), random());
  const race = new Race({
    policy: policyOf(request, attempts, tools),
    firstEventMs: limits.firstEventMs[task],
    stallMs: limits.stallMs,
    timeoutMs: options.timeoutMs,
    clock,
    random,
    signal: request.signal,
    budgets: {
      hedge: tools.budgets.hedge,
      replace: options.firstTokenMs === undefined ? tools.budgets.replace : UNLIMITED,
    },
    open(lane, said, signal) {
      const attempt = attempts[lane.candidate] ?? attempts[0];
      const input = said === "" ? request.input : continued(request, said);
      inputs.set(lane.id, input);
      const call = { provider: attempt.provider.name, model: attempt.model, task, input };
      const reserving = budget?.reserve(lane.id, call);
      const open = (): AsyncIterable<RunEvent> =>
        tools.open?.(attempt, signal, ownEnv) ??
        openAttempt(attempt, task, input, signal, ownEnv, tools);
      return reserving === undefined ? open() : afterwards(reserving, signal, open);
    },
    observer: {
      started(lane) {
        // A rival's answer is not the run's before it has won.
        if (lane.lane.kind !== "hedge") model = attemptOf(lane).name;
        observe(lane, { type: "started" });
      },
      won(lane) {
        model = attemptOf(lane).name;
        observe(lane, { type: "first-token", ms: lane.firstTokenMs ?? 0 });
      },
      ended(lane, status, error) {
        const now = clock.now();
        const attempt = attemptOf(lane);
        const hasOwnKey = Object.hasOwn(options.keys ?? {}, attempt.provider.name);
        const begun = lane.firstTokenMs !== undefined;
        if (status === "ok") observe(lane, { type: "succeeded" });
        else if (status === "failed" && error !== undefined && isFault(error, hasOwnKey))
          observe(lane, { type: "failed", code: error.code, begun });
        else if (status === "lost" && lane.lane.kind !== "hedge")
          observe(lane, { type: "slow", ms: now - lane.startedAt });
        else observe(lane, { type: "released" });
        const input = inputs.get(lane.id) ?? request.input;
        const asked = { provider: attempt.provider.name, model: attempt.model, input };
        const { costUsd } = meter.ended(lane, asked, { status, error }, now);
        budget?.settle(lane.lane.id, costUsd);
      },
      finish: (event) => meter.finish(event),
    },
  });
  return {
    id,
    get model() {
      return model;
    },
    attempts: () => meter.records(),
    [Symbol.asyncIterator]: () => race as AsyncIterator<RunEvent> as AsyncIterator<TaskEvent[T]>,
  };
}

function policyOf(
  { task, input, options = {}, said = "" }: RunRequest<Task>,
  attempts: readonly Attempt[],
  { limits, health }: EngineTools,
): RacePolicy {
  // Pictures cost too much to be made twice for a little time.
  const hedge = options.hedge ?? task !== "text-to-image";
  return {
    candidates: attempts.map((attempt): RaceCandidate => ({
      name: attempt.name,
      provider: attempt.provider.name,
      firstEventMs: attempt.firstEventMs,
      tries: attempt.tries,
      // A server on one's own machine would only share its time between both.
      repeatable: attempt.provider.automatic,
      isStandIn: attempt.isStandIn === true,
      get deadlineMs() {
        return options.firstTokenMs ?? (hedge ? health.of(attempt.name).deadlineMs : undefined);
      },
    })),
    triesPerCandidate: options.attempts ?? limits.attemptsPerModel,
    tries: limits.attempts,
    hedge,
    continues: options.onBreak !== "error" && isProse(task, input),
    said,
    retryWaitMs: limits.retryWaitMs,
    heldLength: limits.heldLength,
    continuedLength: limits.continuedLength,
  };
}

function openAttempt<T extends Task>(
  { provider, model }: Attempt,
  task: T,
  input: TaskInput[T],
  signal: AbortSignal,
  env: Environment,
  tools: ProviderTools,
): AsyncIterable<RunEvent> {
  const adapter = provider.open(env, tools)[task];
  if (adapter === undefined)
    throw new AppError("unsupported", `Provider ${provider.name} does no ${task}.`, {
      provider: provider.name,
    });
  return adapter({ model, input, signal }) as AsyncIterable<RunEvent>;
}

/** An attempt that is made when it may be: not where it has been given up meanwhile. */
async function* afterwards(
  allowed: Promise<void>,
  signal: AbortSignal,
  open: () => AsyncIterable<RunEvent>,
): AsyncGenerator<RunEvent, void> {
  await allowed;
  if (signal.aborted) throw abortedBy(signal);
  yield* open();
}

function continued<T extends Task>(request: RunRequest<T>, said: string): TaskInput[T] {
  const input = request.input as TaskInput["text"];
  return continuationInput(input, said, request.options?.continuation) as TaskInput[T];
}

/** Half a JSON document can't be gone on with by asking: only text that people read can. */
function isProse(task: Task, input: TaskInput[Task]): boolean {
  if (task !== "text") return false;
  const { responseFormat } = input as TaskInput["text"];
  return responseFormat === undefined || responseFormat.type === "text";
}

/**
 * Whether a failure says something of the provider. What a caller's own key brings about (refused,
 * no credit, too many requests) must not keep others from a model.
 */
function isFault(error: AppError, hasOwnKey: boolean): boolean {
  if (error instanceof NoRoom) return false;
  switch (error.code) {
    case "timeout":
      return true;
    case "rate_limited":
      return !hasOwnKey;
    case "model_failed":
      return error.retryable;
    case "model_unavailable":
      return error.retryable || !hasOwnKey;
    default:
      return false;
  }
}

function hasImages(request: RunRequest<Task>): boolean {
  if (request.task !== "text") return false;
  const { messages } = request.input as TaskInput["text"];
  return messages.some((message) => message.role === "user" && (message.images?.length ?? 0) > 0);
}
