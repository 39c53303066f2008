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

describe("after the first content", () => {
  it("G35: a broken text goes on with the next attempt", async () => {
    const race = raceOf([
      [text("The quick "), text("bro"), fails("model_failed")],
      say("the quick br", "own fox", "."),
    ]);
    const reading = await run(race);
    expect(said(reading)).toBe("The quick brown fox.");
    expect(race.calls[1]?.said).toBe("The quick bro");
    expect(kinds(race)).toEqual(["first 0 failed", "continuation 1 ok"]);
  });

  it("G35: more than once, with the same model too", async () => {
    const race = raceOf(
      [[text("One, "), fails("model_failed")], [text("two, "), fails("timeout")], say("three.")],
      { candidates: [{ name: "a/m" }, { name: "b/m" }] },
    );
    expect(said(await run(race))).toBe("One, two, three.");
    expect(kinds(race)).toEqual(["first 0 failed", "continuation 1 failed", "continuation 0 ok"]);
  });

  it("G35: thoughts of the one that goes on are not shown", async () => {
    const race = raceOf([
      [text("One, "), fails("model_failed")],
      [thought(), text("two, "), thought(), text("three."), finish],
    ]);
    const reading = await run(race);
    expect(reading.events.map(({ type }) => type)).toEqual(["text", "text", "text", "finish"]);
  });

  it("G35: a run can begin with what was said before", async () => {
    const race = raceOf([say("two.")], { policy: { said: "One, " } });
    expect(said(await run(race))).toBe("two.");
    expect(race.calls[0]).toMatchObject({ said: "One, ", lane: { kind: "continuation" } });
  });

  it("G37: when nothing goes on, the error says that the answer is incomplete", async () => {
    const race = raceOf([[text("One, "), fails("model_failed")]], {
      candidates: [{ name: "a/m" }],
      policy: { triesPerCandidate: 1 },
    });
    const { error } = await run(race);
    expect([error?.code, error?.incomplete]).toEqual(["model_failed", "text"]);
    expect(error?.message).toBe("The answer is incomplete. It says model_failed.");
  });

  it("G37: `onBreak: error` ends the run", async () => {
    const race = raceOf([[text("One, "), fails("model_failed")], say("two")], {
      policy: { continues: false },
    });
    expect((await run(race)).error?.incomplete).toBe("text");
    expect(race.calls).toHaveLength(1);
  });

  it("G37: half a tool call is incomplete, and nobody makes it up", async () => {
    const part = { type: "tool-input", id: "c1", name: "look", delta: '{"at":' } as const;
    const race = raceOf([
      [text("Let me look."), { after: 10, event: part }, fails("model_failed")],
      say("two"),
    ]);
    const { error, events } = await run(race);
    expect([error?.code, error?.incomplete]).toEqual(["model_failed", "tool-call"]);
    expect(error?.message).toContain("broke off in a tool call");
    expect(events.map(({ type }) => type)).toEqual(["text", "tool-input"]);
    expect(race.calls).toHaveLength(1);
  });

  it("G37: after a whole tool call nothing is told again", async () => {
    const call = { id: "c1", name: "look", input: "{}" };
    const race = raceOf([
      [{ after: 10, event: { type: "tool-call", call } }, fails("model_failed")],
      say("two"),
    ]);
    expect((await run(race)).error?.incomplete).toBe("other");
    expect(race.calls).toHaveLength(1);
  });

  it("G37: an answer that is too long is not gone on with", async () => {
    const race = raceOf([[text("x".repeat(50)), fails("model_failed")], say("two")], {
      policy: { continuedLength: 49 },
    });
    expect((await run(race)).error?.incomplete).toBe("text");
  });
});
