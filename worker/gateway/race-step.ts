import { AppError } from "../../shared/errors/app-error.ts";
import type {
  Course,
  Lane,
  RaceEffect,
  RaceInput,
  RacePolicy,
  RaceState,
  RaceStep,
} from "./race-state.ts";
import { serve } from "./race-serve.ts";
import { advance, breakOff, rival, startLane } from "./race-next.ts";
import { mayFailOver } from "./retry.ts";

type Input<Type> = Extract<RaceInput, { type: Type }>;
type Racing = Extract<RaceState, { type: "racing" }>;

const NOTHING: readonly RaceEffect[] = [];

/**
 * The race of a run's attempts, as a pure function. Whatever comes in whatever order: one attempt
 * at most is seen by the reader at a time, every attempt that starts ends once, and the run is
 * `done` once. What comes from an attempt that has ended is dropped here.
 */
export function step(policy: RacePolicy, state: RaceState, input: RaceInput): RaceStep {
  switch (input.type) {
    case "begin":
      return state.type === "ready" ? begin(policy) : [state, NOTHING];
    case "event":
      return state.type === "racing" || state.type === "serving"
        ? serve(policy, state, input)
        : [state, NOTHING];
    case "failed":
      return failed(policy, state, input);
    case "late":
      return state.type === "racing" ? late(policy, state, input) : [state, NOTHING];
    case "rested":
      return state.type === "resting"
        ? startLane(policy, state.course, [], state.candidate)
        : [state, NOTHING];
    case "stop":
      return stop(state, input.error);
  }
}

function begin(policy: RacePolicy): RaceStep {
  const course: Course = {
    begun: 0,
    tries: policy.candidates.map(() => 0),
    failures: [],
    hedged: false,
    said: policy.said,
    given: false,
    openCall: undefined,
  };
  return startLane(policy, course, [], 0);
}

function failed(policy: RacePolicy, state: RaceState, input: Input<"failed">): RaceStep {
  if (state.type === "serving" && state.lane.id === input.lane)
    return breakOff(policy, state, input.error, input.random);
  if (state.type !== "racing") return [state, NOTHING];
  const lane = state.lanes.find(({ id }) => id === input.lane);
  if (lane === undefined) return [state, NOTHING];
  const lanes = state.lanes.filter((other) => other !== lane);
  const { error } = input;
  const course = withFailure(state.course, lane, error);
  const end: RaceEffect = { type: "end", lane: lane.id, status: "failed", error };
  // A rival is still under way.
  if (lanes.length > 0 && mayFailOver(error)) return [{ ...state, course, lanes }, [end]];
  const cancelled = lanes.map((other): RaceEffect => endOf(other, "cancelled"));
  const [next, effects] = advance(policy, course, error, input.random);
  return [next, [end, ...cancelled, ...effects]];
}

/** A silent attempt gets a rival; where no extra call can be paid, the rival takes its place. */
function late(policy: RacePolicy, state: Racing, input: Input<"late">): RaceStep {
  const candidate = rival(policy, state.course);
  const [oldest, ...others] = state.lanes;
  if (candidate === undefined || oldest === undefined) return [state, NOTHING];
  if (policy.hedge && !state.course.hedged && input.hedge) {
    const course = { ...state.course, hedged: true };
    const [next, effects] = startLane(policy, course, state.lanes, candidate, "hedge");
    return [next, [{ type: "spend", on: "hedge" }, ...effects]];
  }
  if (!input.replace) return [state, NOTHING];
  const { provider } = policy.candidates[oldest.candidate] ?? { provider: "" };
  const error = new AppError("timeout", `Provider ${provider} took too long.`, { provider });
  const course = withFailure(state.course, oldest, error);
  const [next, effects] = startLane(policy, course, others, candidate);
  return [
    next,
    [
      { type: "spend", on: "replace" },
      { type: "end", lane: oldest.id, status: "failed", error },
      ...effects,
    ],
  ];
}

function stop(state: RaceState, error: AppError): RaceStep {
  switch (state.type) {
    case "over":
      return [state, NOTHING];
    case "ready":
    case "resting":
      return [{ type: "over" }, [{ type: "done", error }]];
    case "racing":
      return [
        { type: "over" },
        [...state.lanes.map((lane) => endOf(lane, "cancelled", error)), { type: "done", error }],
      ];
    case "serving":
      return [{ type: "over" }, [endOf(state.lane, "cancelled", error), { type: "done", error }]];
  }
}

function endOf(lane: Lane, status: "cancelled", error?: AppError): RaceEffect {
  return { type: "end", lane: lane.id, status, ...(error === undefined ? {} : { error }) };
}

function withFailure(course: Course, lane: Lane, error: AppError): Course {
  return { ...course, failures: [...course.failures, { lane, error }] };
}
