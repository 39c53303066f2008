import { describe, expect, it } from "vitest";
import { textJob } from "../testing/runner-probe.ts";
import { attemptsAtDeath, isMeteredElsewhere } from "./lost-attempt.ts";
import { newRecord } from "./run-record.ts";
import type { RunRecord } from "./run-record.ts";

const JOB = textJob("events", { options: { cache: {} } });
const record = (rest: Partial<RunRecord> = {}): RunRecord => ({
  ...newRecord("run", JOB, 0),
  ...rest,
});

describe("attempts of a run whose Runner died", () => {
  it("M13: one that another run's answer was given to has none", () => {
    for (const cache of ["hit", "shared"] as const)
      expect(attemptsAtDeath(record({ cache }), JOB, [], undefined)).toEqual([]);
    expect(attemptsAtDeath(record({ cache: "miss" }), JOB, [], undefined)).toMatchObject([
      { attempt: 0, status: "failed", usageEstimated: true },
    ]);
  });

  it("M13: its first life's are metered where the cache carried it out, later ones by the Runner", () => {
    const gaps = [{ from: 1, to: 2 }];
    expect([
      isMeteredElsewhere(record({ cache: "miss" }), undefined),
      isMeteredElsewhere(record(), JOB),
      isMeteredElsewhere(record({ cache: "miss", gaps }), JOB),
      isMeteredElsewhere(record(), textJob()),
    ]).toEqual([true, true, false, false]);
  });
});
