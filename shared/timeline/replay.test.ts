import { describe, expect, it } from "vitest";
import { transition } from "../turn/transition.ts";
import type { TurnHappening } from "../turn/turn-event.ts";
import { TURN_SETTINGS } from "../turn/turn-settings.ts";
import { initialTurn } from "../turn/turn.ts";
import { replay } from "./replay.ts";
import type { TimelineEntry } from "./timeline-entry.ts";

const began: TimelineEntry = { at: 0, type: "began", number: 0, settings: TURN_SETTINGS };

function recorded(...events: readonly TurnHappening[]): TimelineEntry[] {
  let turn = initialTurn();
  return events.map((event, index) => {
    const at = index * 100;
    const [next, effects] = transition(turn, { ...event, at });
    turn = next;
    return { at, type: "event", event, effects };
  });
}

const talk = recorded(
  { type: "microphone", state: "open" },
  { type: "speech-start", sample: 10 },
  { type: "pause", sample: 900, quietSince: 150 },
  { type: "transcript", turn: 1, attempt: 1, text: "What time is it?", saying: "" },
  { type: "tick" },
);
const timeline = { version: 1, session: "s", entries: [began, ...talk] };

describe("a replay", () => {
  it("TL7: decides as the machine did that was recorded", () => {
    expect(replay(timeline)).toEqual({ type: "same", events: 5 });
  });

  it("TL7: finds the first decision that differs", () => {
    const entries = timeline.entries.map((entry, index) =>
      entry.type === "event" && index >= 3 ? { ...entry, effects: [] } : entry,
    );
    expect(replay({ ...timeline, entries })).toMatchObject({
      type: "different",
      index: 3,
      entry: { event: { type: "pause" } },
      decided: [{ type: "transcribe", turn: 1 }],
    });
  });

  it("TL7: begins in the middle where the beginning was dropped", () => {
    const [base] = transition(initialTurn(), { type: "microphone", state: "open", at: 0 });
    const entries = talk.slice(1);
    expect(replay({ ...timeline, base, entries })).toEqual({ type: "same", events: 4 });
    // Without the machine's state nothing can be said.
    expect(replay({ ...timeline, entries })).toEqual({ type: "same", events: 0 });
  });

  it("TL7: follows what a client says of its turns", () => {
    const hello: TimelineEntry = { at: 0, type: "hello", turns: "manual" };
    const entries: TimelineEntry[] = [
      ...[began, hello],
      { at: 0, type: "event", event: { type: "microphone", state: "open" }, effects: [] },
      { at: 9, type: "event", event: { type: "speech-start", sample: 10 }, effects: [] },
    ];
    expect(replay({ ...timeline, entries })).toEqual({ type: "same", events: 2 });
  });
});
