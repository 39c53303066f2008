import { describe, expect, it } from "vitest";
import type { TurnEffect } from "../turn/turn-effect.ts";
import type { TurnHappening } from "../turn/turn-event.ts";
import { latencies, latencyOf } from "./latency-of.ts";
import type { ReplyMoment, TimelineEntry } from "./timeline-entry.ts";

const happened = (
  at: number,
  event: TurnHappening,
  ...effects: readonly TurnEffect[]
): TimelineEntry => ({ at, type: "event", event, effects });
const moment = (at: number, name: ReplyMoment, attempt = 1): TimelineEntry => ({
  ...{ at, type: "moment", turn: 1, attempt },
  moment: name,
});
const pause = happened(
  1_100,
  { type: "pause", sample: 16_000, quietSince: 1_000 },
  { type: "transcribe", turn: 1, attempt: 1 },
);
const transcript = happened(1_250, {
  ...{ type: "transcript", turn: 1, attempt: 1 },
  ...{ text: "What time is it?", saying: "" },
});
const commit = (at: number): TimelineEntry =>
  happened(at, { type: "tick" }, { type: "reply-commit", turn: 1, attempt: 1 });
const heard: TimelineEntry = {
  at: 2_600,
  type: "heard",
  turn: 1,
  firstAudioMs: 1_500,
  bufferMs: 60,
};

describe("the latency of a turn", () => {
  it("TL1: is split into stages that follow one another", () => {
    const entries = [
      ...[pause, transcript, commit(1_480), moment(1_480, "asked")],
      ...[moment(1_800, "firstToken"), moment(1_900, "firstClause"), moment(1_900, "speaking")],
      ...[moment(2_050, "firstSpeech"), moment(2_060, "firstAudio"), heard],
    ];
    expect(latencyOf(entries, 1)).toEqual({
      turn: 1,
      total: 1_500,
      isHeard: true,
      isSpeculative: false,
      stages: {
        ...{ transcription: 250, endpointing: 230, tools: 0, firstToken: 320 },
        ...{ clauseWait: 100, firstAudio: 160, network: 380, jitterBuffer: 60 },
      },
      unaccounted: 0,
    });
    expect(latencies(entries)).toHaveLength(1);
  });

  it("TL2: speculation makes the wait for the end cost only what is left of it", () => {
    const entries = [
      ...[pause, transcript, moment(1_250, "asked"), moment(1_350, "firstToken")],
      ...[moment(1_380, "firstClause"), moment(1_380, "speaking"), moment(1_440, "firstSpeech")],
      ...[commit(1_480), moment(1_481, "firstAudio")],
    ];
    const { stages, total, isHeard, isSpeculative } = latencyOf(entries, 1) ?? {};
    expect({ total, isHeard, isSpeculative }).toEqual({
      ...{ total: 481, isHeard: false, isSpeculative: true },
    });
    expect(stages).toMatchObject({ endpointing: 40, firstToken: 100, firstAudio: 61, network: 0 });
  });

  it("TL3: rounds of tools are apart from the answer's own first token", () => {
    const entries = [
      ...[pause, transcript, commit(1_480), moment(1_480, "asked"), moment(2_000, "asked")],
      ...[moment(2_200, "firstToken"), moment(2_200, "firstClause"), moment(2_300, "firstAudio")],
    ];
    expect(latencyOf(entries, 1)?.stages).toMatchObject({ tools: 520, firstToken: 200 });
  });

  it("TL4: a typed text counts from its arrival; other attempts don't count", () => {
    const text = happened(...([5_000, { type: "text", text: "Hi" }] as const), {
      type: "reply-commit",
      turn: 1,
      attempt: 0,
    });
    const entries = [moment(900, "firstAudio", 1), text, moment(5_300, "firstAudio", 0)];
    expect(latencyOf(entries, 1)).toMatchObject({ total: 300, stages: { firstAudio: 300 } });
  });

  it("TL5: what clocks contradict is shown as unaccounted, and not hidden in a stage", () => {
    const soon = { ...heard, firstAudioMs: 400 };
    const entries = [pause, transcript, commit(1_480), moment(1_600, "firstAudio"), soon];
    expect(latencyOf(entries, 1)).toMatchObject({ total: 400, unaccounted: -260 });
  });

  it("TL6: an answer of which nothing was sent has none, and a greeting answers nobody", () => {
    expect(latencyOf([pause, transcript, commit(1_480)], 1)).toBeUndefined();
    const greeting = happened(10, { type: "greet" }, { type: "reply-commit", turn: 1, attempt: 1 });
    expect(latencyOf([greeting, moment(200, "firstAudio")], 1)).toBeUndefined();
  });
});
