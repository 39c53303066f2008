import { AppError } from "../../shared/errors/app-error.ts";
import { abortedBy } from "./aborted.ts";
import type { AttemptStatus } from "./attempt-record.ts";
import type { Clock } from "./clock.ts";
import type { HedgeBudget } from "./hedge-budget.ts";
import { RaceLane } from "./race-lane.ts";
import type { Lane, RaceEffect, RaceInput, RacePolicy, RaceState, RunEvent } from "./race-state.ts";
import { step } from "./race-step.ts";
import type { Finish } from "./run-types.ts";
import { brokeOff } from "./providers/upstream-error.ts";

/** What a race runs with. */
export interface RaceOptions {
  readonly policy: RacePolicy;
  /** Milliseconds until an attempt's first event, and between two of its events. */
  readonly firstEventMs: number;
  readonly stallMs: number;
  /** Milliseconds for the whole run. */
  readonly timeoutMs?: number | undefined;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
  /** Pays for attempts beside silent ones, and instead of them. */
  readonly budgets: { readonly hedge: HedgeBudget; readonly replace: HedgeBudget };
  /** Begins an upstream call; `said` is the text to go on from. */
  open(lane: Lane, said: string, signal: AbortSignal): AsyncIterable<RunEvent>;
  readonly observer: RaceObserver;
}

/** Is told of each attempt: that it started, that it has won, and, exactly once, how it ended. */
export interface RaceObserver {
  started(lane: RaceLane): void;
  won(lane: RaceLane): void;
  ended(lane: RaceLane, status: AttemptStatus, error: AppError | undefined): void;
  /** May say more than the last attempt knows of what the whole run used. */
  finish(event: Finish): Finish;
}

interface Waiter {
  resolve(result: IteratorResult<RunEvent, undefined>): void;
  reject(error: AppError): void;
}

/**
 * Runs a race: calls upstream, keeps time, and gives the answer's events to one reader. All
 * decisions are {@link step}'s. Nothing is asked before the first `next`; after the race is decided
 * upstream is read as the reader reads. `return`, or the signal, ends everything.
 * Throws AppError only, as {@link RunError} once a model was asked.
 */
export class Race implements AsyncIterableIterator<RunEvent, undefined> {
  readonly #options: RaceOptions;
  #state: RaceState = { type: "ready" };
  readonly #lanes = new Map<number, RaceLane>();
  readonly #inputs: RaceInput[] = [];
  #stepping = false;
  /** Events that the reader has not asked for yet. */
  #ready: RunEvent[] = [];
  #waiter: Waiter | undefined;
  #error: AppError | undefined;
  #hasLeft = false;
  #cancelDeadline = noTimer;
  #cancelRest = noTimer;
  #cancelTimeout = noTimer;

  constructor(options: RaceOptions) {
    this.#options = options;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<RunEvent, undefined>> {
    const event = this.#ready.shift();
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    if (this.#state.type === "over") return this.#end();
    if (this.#waiter !== undefined)
      return Promise.reject(new AppError("internal", "A run has one reader, who reads in turn."));
    const result = new Promise<IteratorResult<RunEvent, undefined>>((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
    if (this.#state.type === "ready") this.#begin();
    else this.#pull();
    return result;
  }

  return(): Promise<IteratorResult<RunEvent, undefined>> {
    this.#ready = [];
    this.#hasLeft = true;
    this.#feed({ type: "stop", error: new AppError("aborted", "The reader stopped.") });
    this.#error = undefined;
    return Promise.resolve({ done: true, value: undefined });
  }

  #begin(): void {
    const { signal, timeoutMs, clock, budgets } = this.#options;
    if (signal?.aborted === true) return this.#abort();
    signal?.addEventListener("abort", this.#abort, { once: true });
    if (timeoutMs !== undefined)
      this.#cancelTimeout = clock.schedule(timeoutMs, () =>
        this.#feed({ type: "stop", error: new AppError("timeout", "The run took too long.") }),
      );
    budgets.hedge.earn();
    budgets.replace.earn();
    this.#feed({ type: "begin" });
  }

  /** Whatever the reason given, it was cancelled. */
  readonly #abort = (): void =>
    this.#feed({ type: "stop", error: abortedBy(this.#options.signal) });

  /** Inputs that an effect brings about wait until its step is through. */
  #feed(input: RaceInput): void {
    this.#inputs.push(input);
    if (this.#stepping) return;
    this.#stepping = true;
    for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
      const [state, effects] = step(this.#options.policy, this.#state, next);
      this.#state = state;
      for (const effect of effects) this.#perform(effect);
    }
    this.#stepping = false;
    this.#settle();
  }

  #perform(effect: RaceEffect): void {
    const { clock, budgets, observer } = this.#options;
    switch (effect.type) {
      case "start":
        return this.#start(effect.lane, effect.said);
      case "won": {
        const lane = this.#lanes.get(effect.lane);
        if (lane === undefined) return;
        lane.win(clock.now());
        return observer.won(lane);
      }
      case "end":
        return this.#endLane(effect.lane, effect.status, effect.error);
      case "spend":
        return budgets[effect.on].spend();
      case "deadline":
        this.#cancelDeadline();
        this.#cancelDeadline =
          effect.ms === undefined
            ? noTimer
            : clock.schedule(effect.ms, () =>
                this.#feed({
                  type: "late",
                  hedge: budgets.hedge.affordable(),
                  replace: budgets.replace.affordable(),
                }),
              );
        return;
      case "rest":
        this.#cancelRest = clock.schedule(effect.ms, () => this.#feed({ type: "rested" }));
        return;
      case "emit":
        this.#ready.push(
          effect.event.type === "finish" ? observer.finish(effect.event) : effect.event,
        );
        return;
      case "done":
        this.#error = this.#hasLeft ? undefined : effect.error;
        this.#clear();
    }
  }

  #start(lane: Lane, said: string): void {
    const { clock, firstEventMs, policy, observer } = this.#options;
    const candidate = policy.candidates[lane.candidate];
    const provider = candidate?.provider ?? "";
    const started = new RaceLane(lane, clock, {
      expired: () => {
        const error = new AppError("timeout", `Provider ${provider} took too long.`, { provider });
        this.#fail(started, error);
      },
      isAwaited: () => this.#state.type !== "serving" || this.#waiter !== undefined,
    });
    this.#lanes.set(lane.id, started);
    observer.started(started);
    try {
      started.open(this.#options.open(lane, said, started.signal));
    } catch (thrown) {
      return this.#fail(started, thrown);
    }
    // A source asks when it is first read. What costs time and can wait comes behind that.
    this.#read(started);
    started.expect(candidate?.firstEventMs ?? firstEventMs);
  }

  /** Asks an attempt for its next event. */
  #read(lane: RaceLane): void {
    lane.read().then(
      (result) => {
        if (!this.#lanes.has(lane.id)) return;
        if (result.done === true) {
          const { provider = "" } = this.#options.policy.candidates[lane.lane.candidate] ?? {};
          return this.#fail(lane, brokeOff(provider));
        }
        lane.took(result.value, this.#options.stallMs);
        this.#feed({ type: "event", lane: lane.id, event: result.value });
        // Until the race is decided every attempt is read as fast as it answers.
        if (this.#state.type === "racing" && this.#lanes.has(lane.id)) this.#read(lane);
      },
      (thrown: unknown) => this.#fail(lane, thrown),
    );
  }

  #fail(lane: RaceLane, thrown: unknown): void {
    const error = AppError.from(thrown);
    this.#feed({ type: "failed", lane: lane.id, error, random: this.#options.random() });
  }

  #endLane(id: number, status: AttemptStatus, error: AppError | undefined): void {
    const lane = this.#lanes.get(id);
    if (lane === undefined) return;
    this.#lanes.delete(id);
    lane.close(status === "ok" ? undefined : (error ?? UNWANTED));
    this.#options.observer.ended(lane, status, error);
  }

  /** Gives the reader what it waits for, or goes on to get it. */
  #settle(): void {
    const waiter = this.#waiter;
    if (waiter === undefined) return;
    const event = this.#ready.shift();
    if (event !== undefined) {
      this.#waiter = undefined;
      waiter.resolve({ done: false, value: event });
    } else if (this.#state.type === "over") {
      this.#waiter = undefined;
      if (this.#error === undefined) waiter.resolve({ done: true, value: undefined });
      else waiter.reject(this.#takeError(this.#error));
    } else this.#pull();
  }

  #pull(): void {
    if (this.#state.type !== "serving") return;
    const lane = this.#lanes.get(this.#state.lane.id);
    if (lane === undefined || lane.isReading) return;
    lane.expect(this.#options.stallMs);
    this.#read(lane);
  }

  #end(): Promise<IteratorResult<RunEvent, undefined>> {
    return this.#error === undefined
      ? Promise.resolve({ done: true, value: undefined })
      : Promise.reject(this.#takeError(this.#error));
  }

  /** An iterator that has thrown is done. */
  #takeError(error: AppError): AppError {
    this.#error = undefined;
    return error;
  }

  #clear(): void {
    this.#cancelDeadline();
    this.#cancelRest();
    this.#cancelTimeout();
    this.#options.signal?.removeEventListener("abort", this.#abort);
  }
}

/** Made once: an error's stack costs more than everything else that a run's end does. */
const UNWANTED = new AppError("aborted", "The answer is no longer wanted.");

function noTimer(): void {}
