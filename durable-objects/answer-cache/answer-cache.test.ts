import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import type { RunRequest } from "../../worker/gateway/run-types.ts";
import {
  answerStub,
  ask,
  FINISH,
  newQuestion,
  scriptAnswer,
  storedAnswer,
  text,
} from "../testing/answer-probe.ts";
import { ANSWER_CACHE_LIMITS } from "./answer-cache-limits.ts";
import { ScriptedRun } from "../testing/scripted-run.ts";

/** A question whose answer is kept. */
async function answered(rest: Partial<RunRequest<"text">> = {}) {
  const question = newQuestion(rest);
  const upstream = await scriptAnswer(question);
  upstream.say("One ", "two");
  upstream.finish();
  const first = ask(question);
  const events = await first.reader.rest();
  await expect.poll(async () => (await storedAnswer(question)).size).toBeGreaterThan(0);
  return { question, upstream, first, events };
}

describe("one answer for several requests", () => {
  it("M1: simultaneous requests share one upstream call, and each has every event", async () => {
    const question = newQuestion();
    const upstream = await scriptAnswer(question);
    upstream.say("One ");
    const leader = ask(question);
    expect(await leader.reader.take(1)).toEqual([text("One ")]);
    const follower = ask(question);
    expect(await follower.reader.take(1)).toEqual([text("One ")]);
    expect([leader.run.cache, follower.run.cache]).toEqual(["miss", "shared"]);
    upstream.say("two");
    upstream.finish();
    for (const { reader } of [leader, follower])
      expect(await reader.rest()).toEqual([text("two"), FINISH]);
    expect(upstream.requests).toHaveLength(1);
  });

  it("M1: events come as they are said, and not when the answer is whole", async () => {
    const question = newQuestion();
    const upstream = await scriptAnswer(question);
    const { reader } = ask(question);
    for (const words of ["a", "b", "c"]) {
      const next = reader.take(1);
      upstream.say(words);
      expect(await next).toEqual([text(words)]);
    }
    upstream.finish();
    expect(await reader.rest()).toEqual([FINISH]);
  });

  it("M2: who comes later gets it at once, and no model is asked", async () => {
    const { question, upstream, events } = await answered();
    const later = ask(question);
    expect(await later.reader.rest()).toEqual(events);
    expect([later.run.cache, later.run.model]).toEqual(["hit", "scripted/model"]);
    expect(upstream.requests).toHaveLength(1);
  });

  it("M2: an answer of more than a row's bytes survives the eviction of its object", async () => {
    const question = newQuestion();
    const upstream = await scriptAnswer(question);
    const words = "word ".repeat(10_000);
    for (let piece = 0; piece < 60; piece++) upstream.say(words);
    upstream.finish();
    const events = await ask(question).reader.rest();
    expect(events).toHaveLength(61);
    await expect.poll(async () => (await storedAnswer(question)).size).toBeGreaterThan(20);
    await evictDurableObject(await answerStub(question));
    const next = await scriptAnswer(question);
    const later = ask(question);
    expect(await later.reader.rest()).toEqual(events);
    expect([later.run.cache, next.requests.length]).toEqual(["hit", 0]);
  });

  it("M3: when its time is over it is not given, and an alarm deletes it", async () => {
    const { question, upstream } = await answered({ options: { cache: { ttlSeconds: 60 } } });
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      vi.setSystemTime(Date.now() + 59_000);
      const timely = ask(question);
      await timely.reader.rest();
      expect(timely.run.cache).toBe("hit");
      vi.setSystemTime(Date.now() + 1_000 + ANSWER_CACHE_LIMITS.graceMs);
      expect(await runDurableObjectAlarm(await answerStub(question))).toBe(true);
      expect(await storedAnswer(question)).toEqual(new Map());
      const late = ask(question);
      await late.reader.rest();
      expect([late.run.cache, upstream.requests.length]).toEqual(["miss", 2]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("M3: an alarm that comes early leaves it, and comes again", async () => {
    const { question } = await answered();
    const stub = await answerStub(question);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect((await storedAnswer(question)).size).toBe(3);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
  });

  it("M4: requests that skip the cache, or go on from a text, ask for themselves", async () => {
    const { question, upstream } = await answered();
    const own = new ScriptedRun();
    own.finish();
    await ask({ ...question, options: { cache: { skip: true } } }, own).reader.rest();
    await ask({ ...question, said: "One" }, own).reader.rest();
    await ask({ ...question, options: {} }, own).reader.rest();
    expect([upstream.requests.length, own.requests.length]).toEqual([1, 3]);
  });

  it("M4: a key of one's own stands for another question; tenants stay apart", async () => {
    const key = crypto.randomUUID();
    const options = { cache: { key } };
    const { upstream, events } = await answered({ options });
    const other = ask(newQuestion({ options }));
    expect(await other.reader.rest()).toEqual(events);
    expect(other.run.cache).toBe("hit");
    const stranger = newQuestion({ options, tenant: "another" });
    const theirs = await scriptAnswer(stranger);
    theirs.finish();
    const apart = ask(stranger);
    expect(await apart.reader.rest()).toEqual([FINISH]);
    expect([apart.run.cache, upstream.requests.length]).toEqual(["miss", 1]);
  });
});

describe("readers that leave", () => {
  it("M5: the leader leaves, and a follower reads on", async () => {
    const question = newQuestion();
    const upstream = await scriptAnswer(question);
    upstream.say("One ");
    const leader = ask(question);
    await leader.reader.take(1);
    const follower = ask(question);
    await follower.reader.take(1);
    await leader.reader.leave();
    upstream.say("two");
    expect(await follower.reader.take(1)).toEqual([text("two")]);
    upstream.finish();
    expect(await follower.reader.rest()).toEqual([FINISH]);
    expect([upstream.requests.length, upstream.left]).toEqual([1, 0]);
  });

  it("M5: upstream is cancelled when all have left, in the middle of a silence", async () => {
    const question = newQuestion();
    const upstream = await scriptAnswer(question);
    upstream.say("One ");
    const [leader, follower] = [ask(question), ask(question)];
    await Promise.all([leader.reader.take(1), follower.reader.take(1)]);
    await leader.reader.leave();
    expect(upstream.left).toBe(0);
    await follower.reader.leave();
    await expect.poll(() => upstream.left).toBe(1);
    const next = ask(question);
    await next.reader.take(1);
    expect([next.run.cache, upstream.requests.length]).toEqual(["miss", 2]);
    await next.reader.leave();
  });

  it("M5: a caller who aborts before the first event is told so, and upstream is cancelled", async () => {
    const control = new AbortController();
    const question = newQuestion();
    const upstream = await scriptAnswer(question);
    const { reader } = ask({ ...question, signal: control.signal });
    const first = reader.take(1);
    await expect.poll(() => upstream.requests.length).toBe(1);
    control.abort();
    await expect(first).rejects.toMatchObject({ code: "aborted" });
    await expect.poll(() => upstream.left).toBe(1);
  });

  it("M6: each reader has its own time", async () => {
    const question = newQuestion();
    const upstream = await scriptAnswer(question);
    const hasty = ask({ ...question, options: { cache: {}, timeoutMs: 30 } });
    const patient = ask(question);
    const answer = patient.reader.rest();
    await expect(hasty.reader.take(1)).rejects.toMatchObject({ code: "timeout" });
    upstream.say("One");
    upstream.finish();
    expect(await answer).toEqual([text("One"), FINISH]);
    expect(upstream.requests[0]?.options).not.toHaveProperty("timeoutMs");
  });
});

describe("whose it is and what it costs", () => {
  it("M9: the first caller's attempts are its own; who shares or comes later has none", async () => {
    const { question, first } = await answered({ id: "run_first", metadata: { team: "a" } });
    expect(first.run.attempts()).toMatchObject([
      { runId: "run_first", status: "ok", usage: FINISH.usage, metadata: { team: "a" } },
    ]);
    const { run, reader } = ask({ ...question, id: "run_second" });
    await reader.rest();
    expect([run.id, run.attempts()]).toEqual(["run_second", []]);
  });

  it("M10: nothing but the answer is stored: no key, no metadata, no question", async () => {
    const keys = { openai: "sk-very-secret" };
    const options = { cache: {}, keys };
    const { question, upstream } = await answered({ options, metadata: { team: "secret-team" } });
    expect(upstream.requests[0]?.options?.keys).toEqual(keys);
    const stored = [...(await storedAnswer(question)).values()].map((value) =>
      value instanceof Uint8Array ? new TextDecoder().decode(value) : JSON.stringify(value),
    );
    expect(stored.join("")).toContain("One ");
    const words = String(question.input.messages[0]?.text);
    for (const secret of ["very-secret", "secret-team", words])
      expect(stored.join("")).not.toContain(secret);
    const other = ask({ ...question, options: { cache: {}, keys: { openai: "sk-other" } } });
    await other.reader.rest();
    expect(other.run.cache).toBe("hit");
  });
});

describe("events with bytes", () => {
  it("M11: sound, pictures and vectors come through and are kept as they are", async () => {
    const question = newQuestion();
    const upstream = await scriptAnswer(question);
    const events = [
      { type: "audio", samples: new Int16Array([1, -2, 32_767]) },
      { type: "image", mediaType: "image/png", data: new Uint8Array(200_000).fill(7) },
      { type: "embedding", index: 0, vector: new Float32Array([0.5, -1, 1e-30]) },
      { type: "tool-call", call: { id: "1", name: "pay", input: '{"a":"☃\\n"}' } },
    ] as const;
    for (const event of events) upstream.event(event);
    upstream.finish();
    expect(await ask(question).reader.rest()).toEqual([...events, FINISH]);
    await evictDurableObject(await answerStub(question));
    await scriptAnswer(question);
    const hit = ask(question);
    expect(await hit.reader.rest()).toEqual([...events, FINISH]);
    expect(hit.run.cache).toBe("hit");
  });
});
