import { describe, expect, it } from "vitest";
import { bestPrefix } from "./heard-words.ts";
import { trimmed } from "./sounds.ts";
import { turnsReport } from "./turns-report.ts";
import { turnsTable } from "./turns-table.ts";

const turn = (name: string, cut: boolean, endMs?: number) => ({
  ...{ name, cut, endMs, words: name, pauses: 2 },
});
const over = (
  kind: "interruption" | "backchannel" | "noise" | "echo",
  stopped: boolean,
  silentMs?: number,
  wordsOff?: number,
) => ({ kind, name: kind, stopped, held: true, silentMs, wordsOff, heard: [] });

describe("the report", () => {
  const report = turnsReport(
    [turn("a", false, 400), turn("b", true), turn("c", false, 600), turn("d", false)],
    [
      over("interruption", true, 150, -1),
      over("interruption", true, 250, 2),
      over("interruption", false),
      over("backchannel", false),
      over("backchannel", true),
      over("noise", false),
      over("echo", false),
    ],
  );

  it("counts turns that were cut, and times of those that were not", () => {
    expect(report).toMatchObject({
      falseCutoffs: 0.25,
      cutPauses: 1 / 8,
      endOfTurnMs: { p50: 400, p95: 600 },
      neverOver: ["d"],
    });
  });

  it("counts what stopped the agent and what should have", () => {
    expect(report).toMatchObject({
      backchannelStops: 0.25,
      stopsByKind: { backchannel: 0.5, noise: 0, echo: 0 },
      missedInterruptions: 1 / 3,
      silentMs: { p50: 150, p95: 250 },
      heardWordError: 1.5,
      heardWithinOne: 0.5,
    });
  });

  it("names what is missed", () => {
    expect(turnsTable(report)).toContain("missed: falseCutoffs is 0.25, not 0.05");
    expect(turnsReport([], [])).toMatchObject({ falseCutoffs: undefined });
  });
});

it("finds how many words of a clause were heard", () => {
  const words = ["the", "old", "bridge", "was", "built"];
  expect(bestPrefix(words, "the old bridge")).toBe(3);
  expect(bestPrefix(words, "the cold bridge w")).toBe(3);
  expect(bestPrefix(words, "")).toBe(0);
});

it("takes away what is around speech", () => {
  const speech = Int16Array.of(0, 40, -30, 9_000, -8_000, 0, 7_000, 20, 0);
  expect(trimmed(speech, 16_000).length).toBeLessThanOrEqual(6);
});
