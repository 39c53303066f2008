import type { AppError } from "../../shared/errors/app-error.ts";
import type { AttemptKind } from "./attempt-record.ts";
import type { Course, Lane, RaceEffect, RacePolicy, RaceState, RaceStep } from "./race-state.ts";
import { mayFailOver, retryDelay } from "./retry.ts";
import type { Incomplete } from "./run-error.ts";
import { RunError } from "./run-error.ts";

/** Asks a candidate, beside the lanes that are under way. */
export function startLane(
  policy: RacePolicy,
  course: Course,
  lanes: readonly Lane[],
  candidate: number,
  as?: AttemptKind,
): RaceStep {
  const lane: Lane = {
    id: course.begun,
    candidate,
    kind: as ?? kindOf(course, candidate),
    held: [],
    heldLength: 0,
  };
  const next: Course = {
    ...course,
    begun: course.begun + 1,
    tries: course.tries.with(candidate, triesOf(course, candidate) + 1),
  };
  const effects: RaceEffect[] = [
    { type: "start", lane, said: course.said },
    { type: "deadline", ms: policy.candidates[candidate]?.deadlineMs },
  ];
  return [{ type: "racing", course: next, lanes: [...lanes, lane] }, effects];
}

/**
 * What comes after the last attempt has failed with `error`: the same candidate after a pause, where
 * it has tries of its own; a candidate that was not asked yet, at once; else one of those that were,
 * after a pause; else the end.
 */
export function advance(
  policy: RacePolicy,
  course: Course,
  error: AppError,
  random: number,
): RaceStep {
  if (mayFailOver(error) && course.begun < policy.tries) {
    const own = ownTry(policy, course, random);
    const untried = course.tries.indexOf(0);
    if (own === undefined && untried >= 0) return startLane(policy, course, [], untried);
    const again = own ?? soonest(policy, course, random);
    if (again !== undefined)
      return [
        { type: "resting", course, candidate: again.candidate },
        [
          { type: "deadline", ms: undefined },
          { type: "rest", ms: again.ms },
        ],
      ];
  }
  return [{ type: "over" }, [{ type: "done", error: runError(policy, course, error) }]];
}

/**
 * What comes after the answer broke that the reader has a part of. Text that a seam still holds was
 * not given out, so the next attempt says it again.
 */
export function breakOff(
  policy: RacePolicy,
  state: Extract<RaceState, { type: "serving" }>,
  error: AppError,
  random: number,
): RaceStep {
  const { lane } = state;
  const course = { ...state.course, failures: [...state.course.failures, { lane, error }] };
  const end: RaceEffect = { type: "end", lane: lane.id, status: "failed", error };
  if (isContinuable(policy, course)) {
    const [next, effects] = advance(policy, course, error, random);
    return [next, [end, ...effects]];
  }
  return [{ type: "over" }, [end, { type: "done", error: runError(policy, course, error) }]];
}

/**
 * Who may answer beside or instead of a silent attempt: a candidate that was not asked yet, else a
 * second call of one that was, where that is another machine's work.
 */
export function rival(policy: RacePolicy, course: Course): number | undefined {
  if (course.begun >= policy.tries) return undefined;
  const untried = policy.candidates.findIndex(
    ({ isStandIn }, index) => !isStandIn && triesOf(course, index) === 0,
  );
  if (untried >= 0) return untried;
  const again = policy.candidates.findIndex(
    ({ repeatable, isStandIn }, index) =>
      repeatable &&
      !isStandIn &&
      triesOf(course, index) < mostTries(policy, index) &&
      // What has just failed is not better than what may yet answer.
      !course.failures.some(({ lane }) => lane.candidate === index),
  );
  return again < 0 ? undefined : again;
}

/** A candidate and the pause before it is asked again. */
interface Again {
  readonly candidate: number;
  readonly ms: number;
}

/** Another try of a candidate that has tries of its own; those that nobody asked keep one each. */
function ownTry(policy: RacePolicy, course: Course, random: number): Again | undefined {
  const last = course.failures.at(-1);
  if (last === undefined) return undefined;
  const { candidate } = last.lane;
  const own = policy.candidates[candidate]?.tries;
  const tries = triesOf(course, candidate);
  const kept = course.tries.filter((count) => count === 0).length;
  if (own === undefined || tries >= own || policy.tries - course.begun <= kept) return undefined;
  const ms = retryDelay(last.error, tries, random, policy.retryWaitMs);
  return ms === undefined ? undefined : { candidate, ms };
}

function soonest(policy: RacePolicy, course: Course, random: number): Again | undefined {
  let best: Again | undefined;
  for (const candidate of policy.candidates.keys()) {
    const tries = triesOf(course, candidate);
    const last = course.failures.findLast(({ lane }) => lane.candidate === candidate);
    if (last === undefined || tries >= mostTries(policy, candidate)) continue;
    const ms = retryDelay(last.error, tries, random, policy.retryWaitMs);
    if (ms !== undefined && (best === undefined || ms < best.ms)) best = { candidate, ms };
  }
  return best;
}

/** Only prose can be gone on with, and not without end. */
function isContinuable(policy: RacePolicy, { said, given }: Course): boolean {
  return policy.continues && !given && said !== "" && said.length <= policy.continuedLength;
}

function kindOf(course: Course, candidate: number): AttemptKind {
  if (course.said !== "") return "continuation";
  if (course.begun === 0) return "first";
  return triesOf(course, candidate) > 0 ? "retry" : "failover";
}

function mostTries({ candidates, triesPerCandidate }: RacePolicy, candidate: number): number {
  return candidates[candidate]?.tries ?? triesPerCandidate;
}

function triesOf(course: Course, candidate: number): number {
  return course.tries[candidate] ?? 0;
}

function runError(policy: RacePolicy, course: Course, error: AppError): RunError {
  const attempts = course.failures.map(({ lane, error: why }) => ({
    model: policy.candidates[lane.candidate]?.name ?? "",
    kind: lane.kind,
    code: why.code,
    message: why.message,
  }));
  return new RunError(error, attempts, incompleteOf(course));
}

function incompleteOf({ openCall, given, said }: Course): Incomplete | undefined {
  if (openCall !== undefined) return "tool-call";
  if (given) return "other";
  return said === "" ? undefined : "text";
}
