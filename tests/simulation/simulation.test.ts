import { describe, expect, it } from "vitest";
import { planOf } from "./plan-of.ts";
import { runSeeds } from "./run-seeds.ts";
import { simulate } from "./simulate.ts";

const SEEDS = 10_000;
/** Seeds that are played twice. */
const TWICE = 40;

/** What the sessions must reach for their rules to mean anything, and how often at least. */
const REACHED = {
  "reply-commit": 10_000,
  "reply-heard": 5_000,
  "reply-stop": 2_000,
  "reply-drop": 2_000,
  "reply-corrected": 500,
  "reply-resume": 500,
  "reply-goes-on": 200,
  duck: 3_000,
  unduck: 1_000,
  flush: 30,
  away: 100,
  end: 300,
  crash: 200,
  drop: 300,
  takeover: 200,
  hibernate: 10,
  lie: 300,
} as const;

describe("whole conversations in virtual time", () => {
  it(`${SEEDS} seeds break no rule`, { timeout: 900_000 }, async () => {
    const { seeds, failures, reached } = await runSeeds(1, SEEDS);
    expect(failures).toEqual([]);
    expect(seeds).toBe(SEEDS);
    for (const [what, least] of Object.entries(REACHED))
      expect(reached[what] ?? 0, what).toBeGreaterThanOrEqual(least);
  });

  it("the same seed is the same conversation", { timeout: 120_000 }, async () => {
    for (let seed = 1; seed <= TWICE; seed++) {
      const [first, second] = await Promise.all(
        [1, 2].map(() => simulate(planOf(seed), { traces: true })),
      );
      expect(second?.hash, `seed ${seed}`).toBe(first?.hash);
      expect(first?.lines?.length).toBeGreaterThan(10);
    }
  });
});
