import { describe, expect, it } from "vitest";
import { AppError } from "../../shared/errors/app-error.ts";
import { RunError } from "../../worker/gateway/run-error.ts";
import {
  ask,
  FINISH,
  killAnswer,
  newQuestion,
  scriptAnswer,
  text,
} from "../testing/answer-probe.ts";
import { ScriptedRun } from "../testing/scripted-run.ts";

describe("what goes wrong with an answer", () => {
  it("M7: a failure is the caller's own error, with what was tried, and is not kept", async () => {
    const question = newQuestion();
    const upstream = await scriptAnswer(question);
    const tried = [
      { model: "a/m", kind: "first", code: "rate_limited", message: "Too many." },
      { model: "b/m", kind: "failover", code: "model_failed", message: "It failed." },
    ] as const;
    const cause = new AppError("model_failed", "It failed.", { provider: "b", retryAfter: 3 });
    upstream.break(new RunError(cause, tried));
    const { run, reader } = ask(question);
    const error: unknown = await reader.rest().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RunError);
    expect(error).toMatchObject({
      code: "model_failed",
      message: "No model answered. a/m: Too many. b/m: It failed.",
      provider: "b",
      retryAfter: 3,
      attempts: tried,
      incomplete: undefined,
    });
    expect(run.attempts()).toMatchObject([{ status: "failed" }]);
    await expect(ask(question).reader.rest()).rejects.toMatchObject({ code: "model_failed" });
    expect(upstream.requests).toHaveLength(2);
  });

  it("M7: an answer that breaks in its middle says what is missing", async () => {
    const question = newQuestion();
    const upstream = await scriptAnswer(question);
    upstream.say("One ");
    const readers = [ask(question).reader, ask(question).reader];
    await Promise.all(readers.map((reader) => reader.take(1)));
    const told = expect(Promise.allSettled(readers.map((reader) => reader.rest())));
    upstream.break(new RunError(new AppError("timeout", "It stalled."), [], "text"));
    const reason = {
      code: "timeout",
      message: "The answer is incomplete. It stalled.",
      incomplete: "text",
    };
    await told.resolves.toMatchObject([{ reason }, { reason }]);
    expect(upstream.requests).toHaveLength(1);
    await expect(ask(question).reader.rest()).rejects.toMatchObject({ code: "timeout" });
    expect(upstream.requests).toHaveLength(2);
  });

  it.each(["length", "content-filter"] as const)("M7: what ends by %s is not kept", async (why) => {
    const question = newQuestion();
    const upstream = await scriptAnswer(question);
    upstream.event({ type: "finish", reason: why, usage: {} });
    await ask(question).reader.rest();
    await ask(question).reader.rest();
    expect(upstream.requests).toHaveLength(2);
  });

  it("M8: who can't be served by the object asks a model itself", async () => {
    const question = newQuestion();
    await scriptAnswer(question, { readers: 0 });
    const own = new ScriptedRun();
    own.say("Mine");
    own.finish();
    const { run, reader } = ask(question, own);
    expect(await reader.rest()).toEqual([text("Mine"), FINISH]);
    expect([run.cache, run.attempts().length]).toEqual([undefined, 1]);
  });

  it("M8: a request that is too large asks a model itself", async () => {
    const own = new ScriptedRun();
    own.finish();
    const data = new Uint8Array(5 * 1024 * 1024);
    const images = [{ mediaType: "image/png", data }];
    const input = { messages: [{ role: "user", text: "What?", images }] } as const;
    const { run, reader } = ask(newQuestion({ input }), own);
    expect(await reader.rest()).toEqual([FINISH]);
    expect([run.cache, own.requests.length]).toEqual([undefined, 1]);
  });

  it("M8: an object that dies before the first event is done without; later it breaks the run", async () => {
    const question = newQuestion();
    const upstream = await scriptAnswer(question);
    const own = new ScriptedRun();
    own.finish();
    const early = ask(question, own);
    const answer = early.reader.rest();
    await expect.poll(() => upstream.requests.length).toBe(1);
    await killAnswer(question);
    expect(await answer).toEqual([FINISH]);
    const next = await scriptAnswer(question);
    next.say("One ");
    const late = ask(question, own);
    await late.reader.take(1);
    const rest = expect(late.reader.rest()).rejects.toMatchObject({
      code: "internal",
      retryable: true,
    });
    await killAnswer(question);
    await rest;
    await expect(late.reader.take(1)).rejects.toThrow("the run ended");
    expect(own.requests).toHaveLength(1);
  });

  it("M8: readers are counted out when they are done", async () => {
    const question = newQuestion();
    const upstream = await scriptAnswer(question, { readers: 1 });
    upstream.finish();
    for (let turn = 0; turn < 3; turn++) {
      const { run, reader } = ask(question);
      await reader.rest();
      expect(run.cache).toBe(turn === 0 ? "miss" : "hit");
    }
  });
});
