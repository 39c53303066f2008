import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../shared/testing/seeded-random.ts";
import type { CounterState } from "./counter-window.ts";
import { waitFor, windowAt } from "./counter-window.ts";

const INTERVAL = 10_000;
const ask = (
  state: CounterState | undefined,
  limit: number,
  technique: "fixed" | "sliding",
  now: number,
): number =>
  waitFor(
    windowAt(state, INTERVAL, now),
    { limit, weight: 1 },
    { intervalMs: INTERVAL, technique },
    now,
  );

describe("counters", () => {
  it("Y17: fixed windows begin at multiples of the interval, and anew", () => {
    const full = { start: 20_000, used: 3, before: 0 };
    expect(ask(full, 3, "fixed", 29_999)).toBe(1);
    expect(ask(full, 3, "fixed", 30_000)).toBe(0);
    expect(ask(full, 4, "fixed", 20_000)).toBe(0);
    expect(windowAt(full, INTERVAL, 31_000)).toEqual({ start: 30_000, used: 0, before: 3 });
    expect(windowAt(full, INTERVAL, 45_000)).toEqual({ start: 40_000, used: 0, before: 0 });
  });

  it("Y17: sliding counts the window before by the part that is still within the interval", () => {
    const state = { start: 20_000, used: 2, before: 8 };
    // A quarter gone: 6 of the 8 count, and 2 + 6 + 1 = 9.
    expect(ask(state, 9, "sliding", 22_500)).toBe(0);
    expect(ask(state, 8, "sliding", 22_500)).toBeGreaterThan(0);
  });

  it("Y17: a clock that goes back gives nothing back", () => {
    const state = { start: 20_000, used: 3, before: 0 };
    expect(windowAt(state, INTERVAL, 12_000)).toBe(state);
    expect(ask(state, 3, "fixed", 12_000)).toBeGreaterThan(0);
  });

  it.each(["fixed", "sliding"] as const)(
    "Y18: %s: the wait is as long as it must be",
    (technique) => {
      const random = seededRandom(3);
      const upTo = (most: number): number => Math.floor(random() * most);
      let waits = 0;
      for (let round = 0; round < 2000; round++) {
        const limit = 1 + upTo(10);
        const state = { start: 50_000, used: upTo(12), before: upTo(12) };
        const now = 50_000 + upTo(INTERVAL);
        const wait = ask(state, limit, technique, now);
        if (wait > 0) waits++;
        expect(ask(state, limit, technique, now + wait)).toBe(0);
        if (wait > 1) expect(ask(state, limit, technique, now + wait - 2)).toBeGreaterThan(0);
        expect(wait).toBeLessThanOrEqual(2 * INTERVAL);
      }
      expect(waits).toBeGreaterThan(300);
    },
  );

  it("Y17: no fixed window lets more than the limit through", () => {
    const random = seededRandom(5);
    let state: CounterState | undefined;
    const passed = new Map<number, number>();
    for (let now = 0; now < 200_000; now += Math.floor(random() * 900)) {
      if (ask(state, 7, "fixed", now) > 0) continue;
      const at = windowAt(state, INTERVAL, now);
      state = { ...at, used: at.used + 1 };
      passed.set(at.start, (passed.get(at.start) ?? 0) + 1);
    }
    expect(Math.max(...passed.values())).toBe(7);
  });
});
