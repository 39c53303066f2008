import { describe, expect, it } from "vitest";
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
import { scriptedRace } from "./testing/scripted-race.ts";

describe("before the first content", () => {
  it.each(["model_failed", "model_unavailable", "rate_limited", "timeout"] as const)(
    "G18, G31: %s goes on with the next candidate, silently",
    async (code) => {
      const race = raceOf([[thought(), fails(code)], say("hello")]);
      const reading = await run(race);
      expect(reading.events).toEqual([
        { type: "text", text: "hello" },
        { type: "finish", reason: "stop", usage: {} },
      ]);
      expect(kinds(race)).toEqual(["first 0 failed", "failover 1 ok"]);
    },
  );

  it.each(["bad_input", "unsupported", "too_large", "internal"] as const)(
    "G18: %s would be the same anywhere",
    async (code) => {
      const race = raceOf([[fails(code)], say("hello")]);
      expect((await run(race)).error?.code).toBe(code);
      expect(race.calls).toHaveLength(1);
    },
  );

  it("G31: thoughts are held until the answer begins", async () => {
    const race = raceOf([[thought(), thought(), text("So"), finish]]);
    const early = await run(race, 20);
    expect(early.events).toEqual([]);
    const reading = await run(raceOf([[thought(), thought(), text("So"), finish]]));
    expect(reading.events.map(({ type }) => type)).toEqual([
      "reasoning",
      "reasoning",
      "text",
      "finish",
    ]);
  });

  it("G31: no more thoughts are held than the limit", async () => {
    const race = raceOf([[thought(), thought(), thought(), fails("model_failed")]], {
      policy: { heldLength: 5 },
    });
    const reading = await run(race);
    expect(reading.events).toHaveLength(3);
    expect(reading.error?.code).toBe("model_failed");
  });

  it("G31: an answer without content is an answer", async () => {
    const reading = await run(raceOf([[finish]]));
    expect(reading.events.map(({ type }) => type)).toEqual(["finish"]);
  });

  it("turns what is no AppError into one", async () => {
    const race = scriptedRace({
      candidates: [{ name: "a/m" }],
      play() {
        throw new TypeError("x is not a function");
      },
    });
    expect((await run(race)).error?.code).toBe("internal");
    expect(kinds(race)).toEqual(["first 0 failed"]);
  });

  it("G9: an attempt that ends without its end has failed", async () => {
    const race = raceOf([[text("Half"), { after: 10, event: undefined }]], {
      policy: { continues: false },
    });
    expect((await run(race)).error?.code).toBe("model_failed");
  });
});

describe("trying again", () => {
  it("G32: the same model, when all have been asked, after a pause", async () => {
    const race = raceOf([[fails("model_failed")], [fails("rate_limited")], say("hello")], {
      candidates: [{ name: "a/m" }, { name: "b/m" }],
    });
    const reading = await run(race);
    expect(said(reading)).toBe("hello");
    expect(kinds(race)).toEqual(["first 0 failed", "failover 1 failed", "retry 0 ok"]);
    // Two failures and two events of 10 ms each, and the pause of 150 ms that chance has chosen.
    expect(race.clock.now()).toBe(190);
  });

  it("G32: Retry-After is waited for", async () => {
    const race = raceOf([[fails("rate_limited", 10, { retryAfter: 2 })], say("hello")], {
      candidates: [{ name: "a/m" }],
    });
    expect(said(await run(race))).toBe("hello");
    expect(race.clock.now()).toBeGreaterThan(2_000);
  });

  it("G32: a longer wait is the caller's to choose", async () => {
    const race = raceOf([[fails("rate_limited", 10, { retryAfter: 30 })], say("hello")], {
      candidates: [{ name: "a/m" }],
    });
    const { error } = await run(race);
    expect([error?.code, error?.retryAfter, race.calls.length]).toEqual(["rate_limited", 30, 1]);
  });

  it.each([
    ["what isn't retryable", fails("model_unavailable", 10, { retryable: false })],
    ["silence", fails("timeout")],
  ])("G32: %s is not tried again", async (_, act) => {
    const race = raceOf([[act], say("hello")], { candidates: [{ name: "a/m" }] });
    await run(race);
    expect(race.calls).toHaveLength(1);
  });

  it("G32: no more than so many tries per model, and altogether", async () => {
    const plays = Array.from({ length: 20 }, () => [fails("model_failed")]);
    const one = raceOf(plays, { candidates: [{ name: "a/m" }], policy: { triesPerCandidate: 3 } });
    await run(one);
    expect(one.calls).toHaveLength(3);
    const all = raceOf(plays, { policy: { triesPerCandidate: 9, tries: 5 } });
    await run(all);
    expect(all.calls).toHaveLength(5);
  });

  it("G33: when all fail, the error says what was tried and why", async () => {
    const race = raceOf([[fails("timeout")], [fails("rate_limited", 10, { retryAfter: 9 })]], {
      candidates: [{ name: "a/m" }, { name: "b/m" }],
    });
    const { error } = await run(race);
    expect(error).toMatchObject({
      code: "rate_limited",
      retryAfter: 9,
      incomplete: undefined,
      attempts: [
        { model: "a/m", kind: "first", code: "timeout", message: "It says timeout." },
        { model: "b/m", kind: "failover", code: "rate_limited", message: "It says rate_limited." },
      ],
    });
    expect(error?.message).toBe(
      "No model answered. a/m: It says timeout. b/m: It says rate_limited.",
    );
  });
});

describe("time and cancelling", () => {
  it("G14: the first event has its time, and thoughts are a sign of life", async () => {
    const silent = raceOf([[]], { candidates: [{ name: "a/m" }], firstEventMs: 100 });
    const { error } = await run(silent);
    expect([error?.code, error?.provider, silent.clock.now()]).toEqual(["timeout", "a/m", 100]);
    expect(silent.calls[0]?.signal.aborted).toBe(true);
    const thinking = raceOf([[thought(90), thought(90), text("So", 90), finish]], {
      firstEventMs: 100,
      stallMs: 100,
    });
    expect(said(await run(thinking))).toBe("So");
  });

  it("G15: an answer that stalls; the time that a reader takes doesn't count", async () => {
    const { race, clock } = raceOf([[text("well"), text("then"), text("late", 300)]], {
      firstEventMs: 1_000,
      stallMs: 200,
      policy: { continues: false },
    });
    const first = race.next();
    await clock.pass(10);
    expect(await first).toMatchObject({ value: { text: "well" } });
    await clock.pass(60_000);
    const second = race.next();
    await clock.pass(10);
    expect(await second).toMatchObject({ value: { text: "then" } });
    const third = expect(race.next()).rejects.toMatchObject({ code: "timeout" });
    await clock.pass(200);
    await third;
    expect(clock.pending).toBe(0);
  });

  it("G51: the whole run has its time", async () => {
    const race = raceOf([[text("well"), text("then", 5_000)]], { timeoutMs: 1_000 });
    const { error, events } = await run(race);
    expect([error?.code, events.length, race.clock.now()]).toEqual(["timeout", 1, 1_000]);
    expect(kinds(race)).toEqual(["first 0 cancelled"]);
  });

  it("G16: a cancelled run does not go on to the next attempt", async () => {
    const control = new AbortController();
    const race = raceOf([[fails("model_failed", 100)], say("hello")], { signal: control.signal });
    const reading = run(race, 50);
    control.abort("enough");
    expect((await reading).error?.code).toBe("aborted");
    expect(kinds(race)).toEqual(["first 0 cancelled"]);
  });

  it("G16: cancelled in the pause before another try", async () => {
    const control = new AbortController();
    const race = raceOf([[fails("model_failed")], say("hello")], {
      candidates: [{ name: "a/m" }],
      signal: control.signal,
    });
    race.clock.schedule(20, () => control.abort());
    expect((await run(race)).error?.code).toBe("aborted");
    expect([race.calls.length, race.clock.pending]).toEqual([1, 0]);
  });

  it("G17: a reader that stops leaves neither calls nor timers behind", async () => {
    const { race, clock, calls } = raceOf([say("well", "then")]);
    const first = race.next();
    await clock.pass(10);
    await first;
    await race.return();
    await clock.pass(0);
    expect([clock.pending, calls[0]?.signal.aborted]).toEqual([0, true]);
    expect(await race.next()).toEqual({ done: true, value: undefined });
  });

  it("G17: a reader that leaves while it waits lets go at once", async () => {
    const { race, calls } = raceOf([say("well")]);
    const waiting = race.next();
    await race.return();
    expect([(await waiting).done, calls[0]?.signal.aborted]).toEqual([true, true]);
  });

  it("an iterator that has thrown is done, and a second reader is refused", async () => {
    const { race, clock } = raceOf([[fails("bad_input")]]);
    const first = expect(race.next()).rejects.toMatchObject({ code: "bad_input" });
    await expect(race.next()).rejects.toMatchObject({ code: "internal" });
    await clock.pass(10);
    await first;
    expect(await race.next()).toEqual({ done: true, value: undefined });
  });
});
