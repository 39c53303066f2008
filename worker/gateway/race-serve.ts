import type {
  Course,
  Lane,
  RaceEffect,
  RaceInput,
  RacePolicy,
  RaceState,
  RaceStep,
  RunEvent,
} from "./race-state.ts";
import { closeSeam, joinSeam, openSeam } from "./seam.ts";

type Arrival = Extract<RaceInput, { type: "event" }>;
type Racing = Extract<RaceState, { type: "racing" }>;
type Serving = Extract<RaceState, { type: "serving" }>;

const NOTHING: readonly RaceEffect[] = [];

/** Takes in an attempt's event: the first content decides the race, what follows goes out. */
export function serve(policy: RacePolicy, state: Racing | Serving, input: Arrival): RaceStep {
  if (state.type === "serving")
    return state.lane.id === input.lane ? give(state, input.event) : [state, NOTHING];
  const lane = state.lanes.find(({ id }) => id === input.lane);
  if (lane === undefined) return [state, NOTHING];
  const { event } = input;
  if (event.type === "text" && event.text === "") return [state, NOTHING];
  if (event.type !== "reasoning") return win(state, lane, event);
  // Thoughts in the middle of an answer are not what its reader is waiting for.
  if (state.course.said !== "") return [state, NOTHING];
  const held: Lane = {
    ...lane,
    held: [...lane.held, event],
    heldLength: lane.heldLength + event.text.length,
  };
  if (held.heldLength > policy.heldLength) return win(state, lane, event);
  const lanes = state.lanes.map((other) => (other === lane ? held : other));
  return [{ ...state, lanes }, NOTHING];
}

/** From here on there is one attempt, and no way back to another's beginning. */
function win(state: Racing, lane: Lane, event: RunEvent): RaceStep {
  const effects: RaceEffect[] = [{ type: "won", lane: lane.id }];
  for (const other of state.lanes)
    if (other !== lane) effects.push({ type: "end", lane: other.id, status: "lost" });
  effects.push({ type: "deadline", ms: undefined });
  for (const before of lane.held) effects.push({ type: "emit", event: before });
  const { said } = state.course;
  const serving: Serving = {
    type: "serving",
    course: state.course,
    lane: { ...lane, held: [], heldLength: 0 },
    seam: said === "" ? undefined : openSeam(said),
  };
  const [next, more] = give(serving, event);
  return [next, [...effects, ...more]];
}

function give(state: Serving, event: RunEvent): RaceStep {
  switch (event.type) {
    case "text":
      return giveText(state, event);
    case "finish":
      return [
        { type: "over" },
        [
          ...seamText(state),
          { type: "emit", event },
          { type: "end", lane: state.lane.id, status: "ok" },
          { type: "done" },
        ],
      ];
    case "reasoning":
      if (state.lane.kind === "continuation") return [state, NOTHING];
      return [state, [{ type: "emit", event }]];
    case "tool-input":
    case "tool-call":
    case "embedding":
    case "image":
    case "audio": {
      const course = given(state.course, event);
      const effects = [...seamText(state), { type: "emit" as const, event }];
      return [{ ...state, course, seam: undefined }, effects];
    }
  }
}

/** Most events take this path, so it makes as little as it can. */
function giveText(state: Serving, event: RunEvent & { type: "text" }): RaceStep {
  if (state.seam === undefined) return [said(state, event.text), [{ type: "emit", event }]];
  const [seam, text] = joinSeam(state.seam, event.text);
  const next = { ...said(state, text), seam };
  return [next, text === "" ? NOTHING : [{ type: "emit", event: { type: "text", text } }]];
}

function said(state: Serving, text: string): Serving {
  return { ...state, course: { ...state.course, said: state.course.said + text } };
}

function seamText({ seam }: Serving): readonly RaceEffect[] {
  const text = seam === undefined ? "" : closeSeam(seam);
  return text === "" ? NOTHING : [{ type: "emit", event: { type: "text", text } }];
}

function given(course: Course, event: RunEvent): Course {
  if (event.type === "tool-input") return { ...course, given: true, openCall: event.id };
  const isWhole = event.type === "tool-call" && event.call.id === course.openCall;
  return { ...course, given: true, openCall: isWhole ? undefined : course.openCall };
}
