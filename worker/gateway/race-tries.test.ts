import { describe, expect, it } from "vitest";
import { fails, kinds, raceOf, run, said, say } from "./testing/race-reading.ts";

const candidates = [{ name: "a/m", tries: 3 }, { name: "b/m" }];

describe("a candidate with tries of its own", () => {
  it("Y22: is asked again, after a pause, before the next one", async () => {
    const race = raceOf([[fails("model_failed")], [fails("rate_limited")], say("hello")], {
      candidates,
    });
    expect(said(await run(race))).toBe("hello");
    expect(kinds(race)).toEqual(["first 0 failed", "retry 0 failed", "retry 0 ok"]);
    expect(race.clock.now()).toBeGreaterThan(300);
  });

  it("Y22: the next one is asked when they are used up", async () => {
    const failing = [fails("model_failed")];
    const race = raceOf([failing, failing, failing, say("hello")], { candidates });
    expect(said(await run(race))).toBe("hello");
    expect(kinds(race).at(-1)).toBe("failover 1 ok");
  });

  it.each([
    ["what isn't retryable", fails("model_failed", 10, { retryable: false })],
    ["silence", fails("timeout")],
    ["a wait that is too long", fails("rate_limited", 10, { retryAfter: 60 })],
  ])("Y22: %s goes on at once", async (_, act) => {
    const race = raceOf([[act], say("hello")], { candidates });
    expect(said(await run(race))).toBe("hello");
    expect(kinds(race)).toEqual(["first 0 failed", "failover 1 ok"]);
    expect(race.clock.now()).toBe(30);
  });

  it("Y22: one try means that it isn't asked again, even after all others", async () => {
    const race = raceOf([[fails("model_failed")]], { candidates: [{ name: "a/m", tries: 1 }] });
    expect((await run(race)).error?.code).toBe("model_failed");
    expect(race.calls).toHaveLength(1);
  });

  it("Y22: those that weren't asked keep one attempt of the run each", async () => {
    const failing = [fails("model_failed")];
    const race = raceOf([failing, failing, failing, failing], {
      candidates: [
        { name: "a/m", tries: 6 },
        { name: "b/m", tries: 6 },
        { name: "c/m", tries: 6 },
      ],
      policy: { tries: 4 },
    });
    expect((await run(race)).error?.code).toBe("model_failed");
    expect(race.calls.map(({ lane }) => lane.candidate)).toEqual([0, 0, 1, 2]);
  });

  it("Y22: its own time runs to its first event", async () => {
    const race = raceOf([say("late"), say("hello")], {
      candidates: [{ name: "a/m", firstEventMs: 5, tries: 3 }, { name: "b/m" }],
    });
    expect(said(await run(race))).toBe("hello");
    expect(race.calls[0]?.endings[0]?.error?.code).toBe("timeout");
  });
});
