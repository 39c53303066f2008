import { describe, expect, it } from "vitest";
import { createHedgeBudget } from "./hedge-budget.ts";
import {
  fails,
  finish,
  kinds,
  raceOf,
  run,
  said,
  say,
  text,
  thought,
} from "./testing/race-reading.ts";
import { fixedBudget } from "./testing/scripted-race.ts";

describe("late attempts", () => {
  const late = [{ name: "a/m", deadlineMs: 100 }, { name: "b/m" }];

  it("G34: a silent attempt gets a rival; the first content wins, the other is cancelled", async () => {
    const race = raceOf([[text("slow", 5_000), finish], say("quick")], { candidates: late });
    expect(said(await run(race))).toBe("quick");
    expect(kinds(race)).toEqual(["first 0 lost", "hedge 1 ok"]);
    expect(race.calls[0]?.signal.aborted).toBe(true);
    expect(race.clock.now()).toBe(120);
  });

  it("G34: the first may still win", async () => {
    const race = raceOf([[text("first", 110), finish], [text("second", 50)]], { candidates: late });
    expect(said(await run(race))).toBe("first");
    expect(kinds(race)).toEqual(["first 0 ok", "hedge 1 lost"]);
    expect(race.calls[1]?.signal.aborted).toBe(true);
  });

  it("G34: thoughts are no answer", async () => {
    const race = raceOf([[thought(10), text("slow", 5_000)], say("quick")], { candidates: late });
    const reading = await run(race);
    expect(reading.events.map(({ type }) => type)).toEqual(["text", "finish"]);
  });

  it("G34: a rival that fails leaves the first", async () => {
    const race = raceOf([[text("slow", 300), finish], [fails("model_failed")]], {
      candidates: late,
    });
    expect(said(await run(race))).toBe("slow");
    expect(kinds(race)).toEqual(["first 0 ok", "hedge 1 failed"]);
  });

  it("G34: another machine's model is its own rival, one's own machine's is not", async () => {
    const plays = [[text("slow", 5_000), finish], say("quick")];
    const away = raceOf(plays, { candidates: [{ name: "a/m", deadlineMs: 100 }] });
    expect(said(await run(away))).toBe("quick");
    const here = raceOf(plays, {
      candidates: [{ name: "a/m", deadlineMs: 100, repeatable: false }],
    });
    expect(said(await run(here))).toBe("slow");
  });

  it("G34, G38: there is one rival; when it is late too, the first makes room", async () => {
    const race = raceOf([[], [], say("third")], {
      candidates: ["a/m", "b/m", "c/m"].map((name) => ({ name, deadlineMs: 100 })),
      hedge: fixedBudget(true),
    });
    expect(said(await run(race))).toBe("third");
    expect(kinds(race)).toEqual(["first 0 failed", "hedge 1 lost", "failover 2 ok"]);
  });

  it("G34: what has failed is no rival of what may yet answer", async () => {
    const plays = [[fails("model_unavailable")], [text("slow", 500), finish], say("again")];
    const candidates = ["a/m", "b/m"].map((name) => ({ name, deadlineMs: 100 }));
    const again = raceOf(plays, { candidates, hedge: fixedBudget(false) });
    expect(said(await run(again))).toBe("again");
    expect(kinds(again)).toEqual(["first 0 failed", "failover 1 failed", "retry 1 ok"]);
    const own = candidates.map((candidate) => ({
      ...candidate,
      repeatable: candidate.name === "a/m",
    }));
    const waiting = raceOf(plays, { candidates: own, hedge: fixedBudget(false) });
    expect(said(await run(waiting))).toBe("slow");
    expect(kinds(waiting)).toEqual(["first 0 failed", "failover 1 ok"]);
  });

  it("G34: a stand-in is no rival", async () => {
    const plays = [[text("slow", 5_000), finish], say("quick")];
    const race = raceOf(plays, {
      candidates: [
        { name: "a/m", deadlineMs: 100, repeatable: false },
        { name: "a/n", isStandIn: true },
      ],
    });
    expect(said(await run(race))).toBe("slow");
    const failing = raceOf([[fails("model_failed")], say("quick")], {
      candidates: [{ name: "a/m" }, { name: "a/n", isStandIn: true }],
    });
    expect(said(await run(failing))).toBe("quick");
  });

  it("G34: at most 3 of 100 calls get a rival", () => {
    const budget = createHedgeBudget();
    let spent = 0;
    for (let call = 1; call <= 1_000; call++) {
      budget.earn();
      if (budget.affordable()) {
        budget.spend();
        spent++;
      }
      expect(spent).toBeLessThanOrEqual(call * 0.03);
    }
    expect(spent).toBe(30);
  });

  it("G34: what was saved up is little", () => {
    const budget = createHedgeBudget();
    for (let call = 0; call < 10_000; call++) budget.earn();
    let spent = 0;
    for (; budget.affordable(); spent++) budget.spend();
    expect(spent).toBe(3);
  });

  it("G38: where no rival can be paid, the late one is given up for the next", async () => {
    const race = raceOf([[text("slow", 5_000), finish], say("quick")], {
      candidates: late,
      hedge: fixedBudget(false),
    });
    expect(said(await run(race))).toBe("quick");
    expect(kinds(race)).toEqual(["first 0 failed", "failover 1 ok"]);
    expect(race.calls[0]?.endings[0]?.error?.code).toBe("timeout");
  });

  it("G38: nothing is given up where that can't be paid either", async () => {
    const race = raceOf([[text("slow", 5_000), finish], say("quick")], {
      candidates: late,
      hedge: fixedBudget(false),
      replace: fixedBudget(false),
    });
    expect(said(await run(race))).toBe("slow");
    expect(race.calls).toHaveLength(1);
  });

  it("G38: `hedge: false` runs no two at once", async () => {
    const race = raceOf([[text("slow", 5_000), finish], say("quick")], {
      candidates: late,
      policy: { hedge: false },
    });
    await run(race);
    expect(kinds(race)).toEqual(["first 0 failed", "failover 1 ok"]);
  });
});
