import { describe, expect, it } from "vitest";
import { createHealthTable } from "./health-table.ts";
import type { ModelHealth, Observation } from "./health.ts";
import {
  BREAKER_FAILURES,
  breakerAt,
  isAdmitted,
  loadAt,
  observe,
  UNKNOWN_HEALTH,
} from "./health.ts";

const failed: Observation = { type: "failed", code: "model_failed", begun: false };

/** The health after observations that all come at `now`. */
function after(
  observations: readonly Observation[],
  now = 0,
  from: ModelHealth = UNKNOWN_HEALTH,
): ModelHealth {
  return observations.reduce((health, one) => observe(health, one, now, 0.5), from);
}

const times = <T>(count: number, value: T): readonly T[] =>
  Array.from({ length: count }, () => value);
const opened = after(times(BREAKER_FAILURES, failed));

describe("the breaker", () => {
  it("G40: opens after failures in a row, for 10 s, and lets one call through then", () => {
    expect(breakerAt(after(times(BREAKER_FAILURES - 1, failed)), 0)).toBe("closed");
    expect(breakerAt(opened, 0)).toBe("open");
    expect([isAdmitted(opened, 9_999), isAdmitted(opened, 10_000)]).toEqual([false, true]);
    expect(breakerAt(opened, 10_000)).toBe("half-open");
    const probing = after([{ type: "started" }], 10_000, opened);
    expect(isAdmitted(probing, 10_001)).toBe(false);
  });

  it("G40: calls that began before it opened don't keep it open for longer", () => {
    const late = after(times(20, failed), 5_000, opened);
    expect([isAdmitted(late, 9_999), isAdmitted(late, 10_000)]).toEqual([false, true]);
  });

  it("G40: chance spreads reopening", () => {
    const until = (random: number): number | undefined => {
      const { breaker } = times(BREAKER_FAILURES, failed).reduce(
        (health, one) => observe(health, one, 0, random),
        UNKNOWN_HEALTH,
      );
      return breaker.state === "open" ? breaker.until : undefined;
    };
    expect([until(0), until(0.999)]).toEqual([7_500, expect.closeTo(12_495, 0)]);
  });

  it("G40: an answer between failures keeps it closed", () => {
    const mixed = times(20, failed).flatMap((one): Observation[] => [one, { type: "succeeded" }]);
    expect(breakerAt(after(mixed), 0)).toBe("closed");
  });

  it("G40: the probe's first token closes it, its failure opens it for twice as long", () => {
    const probing = after([{ type: "started" }], 10_000, opened);
    const closed = after([{ type: "first-token", ms: 100 }], 10_100, probing);
    expect(isAdmitted(closed, 10_100)).toBe(true);
    const again = after([failed], 10_100, probing);
    expect([isAdmitted(again, 30_099), isAdmitted(again, 30_100)]).toEqual([false, true]);
  });

  it("G40: an answer that breaks after the probe's first token opens it again", () => {
    const broken: Observation = { type: "failed", code: "timeout", begun: true };
    const health = after(
      [{ type: "started" }, { type: "first-token", ms: 100 }, broken],
      10_000,
      opened,
    );
    expect(breakerAt(health, 10_000)).toBe("open");
    expect([health.failed, health.broken]).toEqual([BREAKER_FAILURES + 1, 1]);
  });

  it("G40: answers that break in their middle count, however soon they began", () => {
    const broken = times(BREAKER_FAILURES, [
      { type: "started" },
      { type: "first-token", ms: 10 },
      { type: "failed", code: "model_failed", begun: true },
    ] as const);
    expect(breakerAt(after(broken.flat()), 0)).toBe("open");
  });

  it("G40: a probe that was cancelled lets the next call through, one that hangs after a minute", () => {
    const probing = after([{ type: "started" }], 10_000, opened);
    expect(isAdmitted(after([{ type: "released" }], 10_100, probing), 10_100)).toBe(true);
    expect([isAdmitted(probing, 69_999), isAdmitted(probing, 70_000)]).toEqual([false, true]);
  });

  it("G40: it never stays open longer than some minutes", () => {
    let health = opened;
    let now = 0;
    for (let relapse = 0; relapse < 20; relapse++) {
      now += 10 * 60_000;
      health = after([{ type: "started" }, failed], now, health);
    }
    expect(isAdmitted(health, now + 5 * 60_000)).toBe(true);
  });
});

describe("latency", () => {
  it("G40: a worse time counts at once, a better one by and by, and all of them fade", () => {
    const slow = after([{ type: "first-token", ms: 900 }]);
    expect(loadAt(slow, 0)).toBe(900);
    const better = after([{ type: "first-token", ms: 100 }], 0, slow);
    expect(loadAt(better, 0)).toBeGreaterThan(800);
    const much = after(times(100, { type: "first-token", ms: 100 }), 0, slow);
    expect(loadAt(much, 0)).toBeLessThan(110);
    expect(loadAt(slow, 5 * 60_000)).toBeLessThan(1);
  });

  it("G40: calls under way count", () => {
    const idle = after([{ type: "first-token", ms: 100 }]);
    const busy = after([{ type: "started" }, { type: "started" }], 0, idle);
    expect([loadAt(idle, 0), loadAt(busy, 0)]).toEqual([100, 300]);
    expect(loadAt(after([{ type: "succeeded" }, { type: "released" }], 0, busy), 0)).toBe(100);
  });

  it("G34: the deadline is learnt from the last times, once there are enough of them", () => {
    const known = (ms: readonly number[]): number | undefined =>
      after(ms.map((one) => ({ type: "first-token", ms: one }))).deadlineMs;
    expect(known(times(9, 100))).toBeUndefined();
    expect(known(times(10, 100))).toBe(150);
    expect(known([...times(60, 100), 5_000])).toBe(150);
    expect(known([...times(50, 100), ...times(10, 400)])).toBe(600);
    expect(known([...times(64, 5_000), ...times(72, 100)])).toBe(150);
    expect(known(times(10, 1))).toBe(30);
  });

  it("G40: silence while a rival answers counts as a failure and as that long a time", () => {
    const health = after(times(BREAKER_FAILURES, { type: "slow", ms: 700 }));
    expect([breakerAt(health, 0), loadAt(health, 0)]).toEqual(["open", 700]);
    expect(health.firstTokens).toEqual([]);
  });
});

describe("the table", () => {
  it("G40: shows what is known", () => {
    const table = createHealthTable();
    table.observe("a/m", { type: "started" }, 0, 0.5);
    table.observe("a/m", { type: "first-token", ms: 120.4 }, 0, 0.5);
    for (const one of times(BREAKER_FAILURES, failed)) {
      table.observe("b/m", { type: "started" }, 0, 0.5);
      table.observe("b/m", one, 0, 0.5);
    }
    expect(table.snapshot(5_000)).toEqual([
      {
        model: "a/m",
        breaker: "closed",
        firstTokenMs: 120,
        running: 1,
        succeeded: 0,
        failed: 0,
        broken: 0,
        consecutiveFailures: 0,
      },
      {
        model: "b/m",
        breaker: "open",
        openUntil: 10_000,
        running: 0,
        succeeded: 0,
        failed: BREAKER_FAILURES,
        broken: 0,
        consecutiveFailures: BREAKER_FAILURES,
        lastError: "model_failed",
      },
    ]);
    expect(table.snapshot(10_000)[1]?.breaker).toBe("half-open");
  });

  it("G40: remembers no more than a thousand models, those asked last", () => {
    const table = createHealthTable();
    for (let index = 0; index < 1_500; index++) {
      table.observe("kept/m", { type: "started" }, 0, 0);
      table.observe(`p/${index}`, { type: "started" }, 0, 0);
    }
    table.observe("p/0", { type: "succeeded" }, 0, 0);
    const names = table.snapshot(0).map(({ model }) => model);
    expect([names.length, names.includes("kept/m"), names.includes("p/0")]).toEqual([
      1_000,
      true,
      false,
    ]);
  });
});
