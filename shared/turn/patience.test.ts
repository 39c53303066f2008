import { describe, expect, it } from "vitest";
import { endWaitMs, INITIAL_PATIENCE, learnCutOff, learnPause } from "./patience.ts";
import type { Patience } from "./patience.ts";
import { seededRandom } from "../testing/seeded-random.ts";

const SETTINGS = { minMs: 320, endMs: 480, maxMs: 1_800 };
const ORDER = ["short", "complete", "unclear", "incomplete", "dictating"] as const;

function after(pauses: readonly number[], patience: Patience = INITIAL_PATIENCE): Patience {
  return pauses.reduce(learnPause, patience);
}

/** Settings, patience and a pause of a seeded case. */
function oddCase(random: () => number): { settings: typeof SETTINGS; patience: Patience } {
  const minMs = random() * 800;
  const settings = { minMs, endMs: minMs + random() * 800, maxMs: minMs + random() * 3_000 };
  const pauses = Array.from({ length: Math.floor(random() * 12) }, () => random() ** 2 * 5_000);
  return { settings, patience: after(pauses) };
}

describe("how long the silence must be", () => {
  it("L11: a speaker nobody knows is given the settings' times", () => {
    const wait = (of: Parameters<typeof endWaitMs>[0]): number =>
      endWaitMs(of, INITIAL_PATIENCE, SETTINGS);
    expect(wait("short")).toBe(320);
    expect(wait("complete")).toBe(320);
    expect(wait("unclear")).toBe(480);
    expect(wait(undefined)).toBe(480);
    expect(wait("incomplete")).toBe(480 + 0.7 * 1_320);
    expect(wait("dictating")).toBe(1_800);
  });

  it("L11: the wait stays between the least and the most, and grows with what the words still want", () => {
    const random = seededRandom(2);
    for (let i = 0; i < 3_000; i += 1) {
      const { settings, patience } = oddCase(random);
      const waits = ORDER.map((of) => endWaitMs(of, patience, settings));
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(settings.minMs);
      expect(Math.max(...waits)).toBeLessThanOrEqual(Math.max(settings.minMs, settings.maxMs));
      expect([...waits].sort((a, b) => a - b)).toEqual(waits);
    }
  });

  it("L11: settings that contradict each other still give a wait", () => {
    const settings = { minMs: 2_000, endMs: 480, maxMs: 1_000 };
    for (const of of [...ORDER, undefined]) {
      expect(endWaitMs(of, INITIAL_PATIENCE, settings)).toBe(2_000);
    }
  });

  it("L12: more patience never waits less", () => {
    const random = seededRandom(3);
    for (let i = 0; i < 3_000; i += 1) {
      const { settings, patience } = oddCase(random);
      const more = { pauseMs: patience.pauseMs + random() * 1_000 };
      for (const of of [...ORDER, undefined]) {
        expect(endWaitMs(of, more, settings)).toBeGreaterThanOrEqual(
          endWaitMs(of, patience, settings),
        );
      }
    }
  });

  it("L12: a longer pause never teaches less patience than a shorter one", () => {
    const random = seededRandom(4);
    for (let i = 0; i < 3_000; i += 1) {
      const { patience } = oddCase(random);
      const pause = 150 + random() * 3_000;
      const longer = pause + random() * 1_000;
      const learned = learnPause(patience, pause).pauseMs;
      expect(learnPause(patience, longer).pauseMs).toBeGreaterThanOrEqual(learned);
      expect(learnCutOff(patience, longer).pauseMs).toBeGreaterThanOrEqual(
        learnCutOff(patience, pause).pauseMs,
      );
    }
  });

  it("L12: silences that are no pauses teach nothing, and no pause more than the longest", () => {
    for (const pause of [0, 80, 149, -5, Number.NaN]) {
      expect(learnPause(INITIAL_PATIENCE, pause)).toBe(INITIAL_PATIENCE);
      expect(learnCutOff(INITIAL_PATIENCE, pause)).toBe(INITIAL_PATIENCE);
    }
    expect(learnPause(INITIAL_PATIENCE, 1e9)).toEqual(learnPause(INITIAL_PATIENCE, 2_500));
    expect(after(Array.from({ length: 50 }, () => Infinity)).pauseMs).toBeLessThanOrEqual(2_500);
  });

  it("L12: a slow speaker's pauses are soon waited for, a hurried one is answered sooner", () => {
    const random = seededRandom(5);
    const cut: boolean[] = [];
    let patience = INITIAL_PATIENCE;
    for (let i = 0; i < 40; i += 1) {
      const pause = 600 + random() * 300;
      cut.push(pause > endWaitMs("unclear", patience, SETTINGS));
      patience = (cut.at(-1) === true ? learnCutOff : learnPause)(patience, pause);
    }
    expect(cut[0]).toBe(true);
    expect(cut.slice(5).filter(Boolean).length).toBeLessThanOrEqual(10);
    const hurried = after(Array.from({ length: 30 }, () => 160 + random() * 80));
    expect(endWaitMs("unclear", hurried, SETTINGS)).toBe(480 * 0.8);
  });

  it("L13: a cut-off teaches more than a pause, and never hurry", () => {
    const random = seededRandom(6);
    for (let i = 0; i < 3_000; i += 1) {
      const { patience } = oddCase(random);
      const pause = 150 + random() * 2_300;
      const cutOff = learnCutOff(patience, pause).pauseMs;
      expect(cutOff).toBeGreaterThanOrEqual(patience.pauseMs);
      expect(cutOff).toBeGreaterThanOrEqual(learnPause(patience, pause).pauseMs);
    }
    const once = learnCutOff(INITIAL_PATIENCE, 700);
    expect(endWaitMs("unclear", once, SETTINGS)).toBeGreaterThan(600);
  });

  it("L14: patience is for doubt: it moves no short answer, and complete words by three fifths", () => {
    const slow = after(Array.from({ length: 20 }, () => 1_200));
    const stretched = endWaitMs("unclear", slow, SETTINGS);
    expect(stretched).toBeGreaterThan(900);
    expect(endWaitMs("short", slow, SETTINGS)).toBe(320);
    expect(endWaitMs("complete", slow, SETTINGS)).toBeCloseTo(320 + (stretched - 480) * 0.6);
  });
});
