import type { AppError } from "../../shared/errors/app-error.ts";
import type { AttemptKind, AttemptStatus } from "./attempt-record.ts";
import type { Task, TaskEvent } from "./run-types.ts";
import type { Seam } from "./seam.ts";

/** An event of whatever task. */
export type RunEvent = TaskEvent[Task];

/** What the race must know of a model that may be asked. */
export interface RaceCandidate {
  /** `provider/model`. */
  readonly name: string;
  /** Name of the provider, for errors. */
  readonly provider: string;
  /** A second call beside the first may be answered sooner: false for a server on one's own machine. */
  readonly repeatable: boolean;
  /** It answers only where others failed: another voice in between is worse than a late one. */
  readonly isStandIn: boolean;
  /** Milliseconds after which a silent call is late; undefined: it is never. */
  readonly deadlineMs: number | undefined;
  /** Milliseconds until its first event, where it has its own time. */
  readonly firstEventMs?: number | undefined;
  /** Its own tries, the first included; they come before the next candidate is asked. */
  readonly tries?: number | undefined;
}

/** What is fixed for a race. */
export interface RacePolicy {
  /** In the order in which they are to be asked; never none. */
  readonly candidates: readonly RaceCandidate[];
  /** Tries per candidate, the first included. */
  readonly triesPerCandidate: number;
  /** Upstream calls altogether. */
  readonly tries: number;
  /** Whether two attempts may run at once. */
  readonly hedge: boolean;
  /** Whether a broken text is continued by another attempt. */
  readonly continues: boolean;
  /** Text that was given out before the race: empty, or the first attempt goes on from there. */
  readonly said: string;
  readonly retryWaitMs: number;
  readonly heldLength: number;
  readonly continuedLength: number;
}

/** An upstream call that is under way. */
export interface Lane {
  /** Position among the run's attempts, from 0. */
  readonly id: number;
  /** Index among the candidates. */
  readonly candidate: number;
  readonly kind: AttemptKind;
  /** Events before its first content, which nobody has seen. */
  readonly held: readonly RunEvent[];
  readonly heldLength: number;
}

/** An attempt that failed. */
export interface Failure {
  readonly lane: Lane;
  readonly error: AppError;
}

/** What has come about so far, whatever the state. */
export interface Course {
  /** Attempts begun so far, altogether and by candidate. */
  readonly begun: number;
  readonly tries: readonly number[];
  readonly failures: readonly Failure[];
  readonly hedged: boolean;
  /** The text that was given out. */
  readonly said: string;
  /** Something other than text was given out, so that a break can't be mended. */
  readonly given: boolean;
  /** A tool call of which parts were given out, but not the whole. */
  readonly openCall: string | undefined;
}

/** Where a race stands. */
export type RaceState =
  /** Nothing was asked yet. */
  | { readonly type: "ready" }
  /** One or more attempts are under way, none has begun to answer. */
  | { readonly type: "racing"; readonly course: Course; readonly lanes: readonly Lane[] }
  /** No attempt is under way; one begins when its time has come. */
  | { readonly type: "resting"; readonly course: Course; readonly candidate: number }
  /** An attempt answers; there is no other. */
  | {
      readonly type: "serving";
      readonly course: Course;
      readonly lane: Lane;
      readonly seam: Seam | undefined;
    }
  | { readonly type: "over" };

/** What happens to a race. Times are in milliseconds; `random` is in [0, 1). */
export type RaceInput =
  | { readonly type: "begin" }
  | { readonly type: "event"; readonly lane: number; readonly event: RunEvent }
  | {
      readonly type: "failed";
      readonly lane: number;
      readonly error: AppError;
      readonly random: number;
    }
  /**
   * The deadline that was asked for is over. `hedge`: an extra call can be paid; `replace`: the
   * silent one may be given up for another.
   */
  | { readonly type: "late"; readonly hedge: boolean; readonly replace: boolean }
  | { readonly type: "rested" }
  /** The caller, its reader or its time ends the run. */
  | { readonly type: "stop"; readonly error: AppError };

/** What is to be done, in this order. */
export type RaceEffect =
  /** Ask a candidate; `said` is the text to go on from, empty at the beginning. */
  | { readonly type: "start"; readonly lane: Lane; readonly said: string }
  /** The lane has begun to answer. */
  | { readonly type: "won"; readonly lane: number }
  /** The lane is done with, once: its call is cancelled unless it has ended by itself. */
  | {
      readonly type: "end";
      readonly lane: number;
      readonly status: AttemptStatus;
      readonly error?: AppError;
    }
  /** An extra call is paid. */
  | { readonly type: "spend"; readonly on: "hedge" | "replace" }
  /** Say when this time is over; undefined: no longer. It takes the place of the one before. */
  | { readonly type: "deadline"; readonly ms: number | undefined }
  | { readonly type: "rest"; readonly ms: number }
  | { readonly type: "emit"; readonly event: RunEvent }
  /** The run is over: well, or with this error. */
  | { readonly type: "done"; readonly error?: AppError };

/** The next state and what is to be done about it. */
export type RaceStep = readonly [RaceState, readonly RaceEffect[]];
