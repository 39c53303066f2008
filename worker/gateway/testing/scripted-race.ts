import type { AppError } from "../../../shared/errors/app-error.ts";
import type { AttemptStatus } from "../attempt-record.ts";
import type { HedgeBudget } from "../hedge-budget.ts";
import { createHedgeBudget } from "../hedge-budget.ts";
import type { RaceLane } from "../race-lane.ts";
import type { Lane, RaceCandidate, RacePolicy, RunEvent } from "../race-state.ts";
import { Race } from "../race.ts";
import type { CountedClock } from "./counted-clock.ts";
import { createCountedClock } from "./counted-clock.ts";

/** One thing that an upstream does, `after` so many milliseconds; no event: it just ends. */
export type Act =
  | { readonly after: number; readonly event: RunEvent | undefined }
  | { readonly after: number; readonly error: AppError };

/** How an upstream answers a call: what it does in order, and then it is silent for ever. */
export interface UpstreamPlay {
  readonly acts: readonly Act[];
  /** It goes on hanging when it is cancelled, as some do. */
  readonly isDeaf?: boolean;
}

/** A call of an upstream, as the upstream and the observer saw it. */
export interface PlayedCall {
  readonly lane: Lane;
  readonly said: string;
  readonly signal: AbortSignal;
  /** It gave its last event. */
  finished: boolean;
  won: boolean;
  readonly endings: { status: AttemptStatus; error: AppError | undefined }[];
}

/** What a scripted race is made of; everything has a default. */
export interface ScriptedRaceOptions {
  readonly candidates: readonly (Partial<RaceCandidate> & { readonly name: string })[];
  play(lane: Lane, said: string): UpstreamPlay;
  readonly policy?: Partial<RacePolicy>;
  readonly clock?: CountedClock;
  readonly random?: () => number;
  readonly signal?: AbortSignal;
  readonly hedge?: HedgeBudget;
  readonly replace?: HedgeBudget;
  readonly firstEventMs?: number;
  readonly stallMs?: number;
  readonly timeoutMs?: number;
}

/** A race against upstreams that do as they are told, under a clock that stands still by itself. */
export interface ScriptedRace {
  readonly race: Race;
  readonly clock: CountedClock;
  readonly calls: readonly PlayedCall[];
}

/** A budget that can always pay, or never. */
export function fixedBudget(affordable: boolean): HedgeBudget {
  return { earn() {}, affordable: () => affordable, spend() {} };
}

/** Sets up a race; nothing happens before its first event is asked for. */
export function scriptedRace(options: ScriptedRaceOptions): ScriptedRace {
  const clock = options.clock ?? createCountedClock();
  const calls: PlayedCall[] = [];
  const callOf = (lane: RaceLane): PlayedCall | undefined =>
    calls.find((call) => call.lane.id === lane.id);
  const race = new Race({
    policy: {
      candidates: options.candidates.map((candidate) => ({
        provider: candidate.name,
        repeatable: true,
        isStandIn: false,
        deadlineMs: undefined,
        ...candidate,
      })),
      triesPerCandidate: 2,
      tries: 8,
      hedge: true,
      continues: true,
      said: "",
      retryWaitMs: 4_000,
      heldLength: 1_000,
      continuedLength: 10_000,
      ...options.policy,
    },
    firstEventMs: options.firstEventMs ?? 10_000,
    stallMs: options.stallMs ?? 15_000,
    timeoutMs: options.timeoutMs,
    clock,
    random: options.random ?? (() => 0.5),
    signal: options.signal,
    budgets: {
      hedge: options.hedge ?? createHedgeBudget(1, 1),
      replace: options.replace ?? fixedBudget(true),
    },
    open(lane, said, signal) {
      const call: PlayedCall = { lane, said, signal, finished: false, won: false, endings: [] };
      calls.push(call);
      return upstream(options.play(lane, said), call, clock);
    },
    observer: {
      started() {},
      won(lane) {
        const call = callOf(lane);
        if (call !== undefined) call.won = true;
      },
      ended: (lane, status, error) => void callOf(lane)?.endings.push({ status, error }),
      finish: (event) => event,
    },
  });
  return { race, clock, calls };
}

/** The events of a play, each at its time after it was asked for. */
function upstream(
  play: UpstreamPlay,
  call: PlayedCall,
  clock: CountedClock,
): AsyncIterable<RunEvent> {
  const acts = [...play.acts];
  const next = (): Promise<IteratorResult<RunEvent, undefined>> =>
    new Promise((resolve, reject) => {
      const act = acts.shift();
      const cancel =
        act === undefined
          ? () => undefined
          : clock.schedule(act.after, () => {
              if ("error" in act) return reject(act.error);
              if (act.event === undefined) return resolve({ done: true, value: undefined });
              if (act.event.type === "finish") call.finished = true;
              resolve({ done: false, value: act.event });
            });
      const stop = (): void => {
        cancel();
        if (play.isDeaf !== true) reject(call.signal.reason as Error);
      };
      if (call.signal.aborted) stop();
      else call.signal.addEventListener("abort", stop, { once: true });
    });
  return { [Symbol.asyncIterator]: () => ({ next }) };
}
