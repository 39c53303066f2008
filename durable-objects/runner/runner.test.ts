import { env } from "cloudflare:workers";
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { AppError } from "../../shared/errors/app-error.ts";
import { newRunId } from "../../worker/gateway/run-id.ts";
import { createRunnerClient } from "../../worker/gateway/runner-client.ts";
import {
  EventReader,
  newScope,
  runnerStub,
  scriptRunner,
  textJob,
} from "../testing/runner-probe.ts";

const client = createRunnerClient(env);

async function begin(format = "events", limits = {}) {
  const runId = newRunId(newScope());
  const upstream = await scriptRunner(runId, limits);
  upstream.say("One ");
  const started = await client.start(textJob(format), { runId });
  return { runId, upstream, started };
}

async function readAll(runId: string, from: number): Promise<string> {
  return (await new EventReader(await client.resume(runId, from)).rest()).join("");
}

/** The events of a run with their ids. */
async function idsOf(runId: string, from: number): Promise<string[]> {
  const url = `http://runner/v1/runs/${runId}/events?from=${from}&ids`;
  const { body } = await runnerStub(runId).fetch(url);
  return new EventReader(body as ReadableStream<Uint8Array>).rest();
}

describe("journalled runs", () => {
  it("R1: start resolves with the first event, and the stream ends with the run", async () => {
    const { upstream, started, runId } = await begin();
    expect(started).toMatchObject({ runId, model: "scripted/model", attempts: 1 });
    upstream.say("two");
    upstream.finish();
    expect(await new EventReader(started.stream).rest()).toEqual([
      'data: {"type":"text","text":"One "}\n\n',
      'data: {"type":"text","text":"two"}\n\n',
      'data: {"type":"finish","reason":"stop","usage":{"inputTokens":3,"outputTokens":5}}\n\n',
    ]);
  });

  it("R2: a failure before the first event is the caller's own error", async () => {
    const runId = newRunId(newScope());
    const upstream = await scriptRunner(runId);
    upstream.break(new AppError("rate_limited", "Too many.", { retryAfter: 7, provider: "p" }));
    await expect(client.start(textJob(), { runId })).rejects.toMatchObject({
      code: "rate_limited",
      message: "Too many.",
      retryAfter: 7,
      provider: "p",
    });
    expect(await client.state(runId)).toMatchObject({
      state: "failed",
      error: { code: "rate_limited" },
      nextIndex: 0,
    });
  });

  it.each(["events", "openai-chat", "openai-responses", "anthropic-messages"])(
    "R3: every index gives the same bytes while it is live and after, in %s",
    async (format) => {
      const { upstream, started, runId } = await begin(format, { flushLength: 300 });
      const original = new EventReader(started.stream);
      const all = [...(await original.take(1))];
      for (let word = 0; word < 20; word++) {
        upstream.say(`word ${word} – ☃ `);
        all.push(...(await original.take(1)));
      }
      const live = await Promise.all(
        all.map(async (_, from) => {
          const reader = new EventReader(await client.resume(runId, from));
          const events = await reader.take(all.length - from);
          await reader.drop();
          return events.join("");
        }),
      );
      upstream.finish();
      all.push(...(await original.rest()));
      for (const [from, text] of live.entries())
        expect(all.slice(from).join("").startsWith(text)).toBe(true);
      for (const from of all.keys())
        expect(await readAll(runId, from)).toBe(all.slice(from).join(""));
      expect(await idsOf(runId, 0)).toEqual(all.map((event, index) => `id: ${index}\n${event}`));
    },
  );

  it("R4: two readers at different places both follow a live run to its end", async () => {
    const { upstream, started, runId } = await begin();
    const first = new EventReader(started.stream);
    await first.take(1);
    upstream.say("two ", "three ");
    const second = new EventReader(await client.resume(runId, 2));
    expect(await second.take(1)).toEqual(['data: {"type":"text","text":"three "}\n\n']);
    const ends = Promise.all([first.rest(), second.rest()]);
    upstream.say("four");
    upstream.finish();
    const [one, two] = await ends;
    expect(one.slice(2)).toEqual(two);
    expect(two).toHaveLength(2);
  });

  it("R5: a reader that drops leaves the run alone, and is forgotten", async () => {
    const { upstream, started, runId } = await begin("events", { readers: 1 });
    await expect(client.resume(runId, 0)).rejects.toMatchObject({ code: "rate_limited" });
    const reader = new EventReader(started.stream);
    await reader.take(1);
    await reader.drop();
    const second = new EventReader(await client.resume(runId, 0));
    upstream.say("two");
    upstream.finish();
    expect(await second.rest()).toHaveLength(3);
    expect(upstream.cancelled).toBe(0);
    expect(upstream.requests).toHaveLength(1);
  });

  it("R6: cancelling reaches upstream, and the readers' streams end with the format's error", async () => {
    const { upstream, started, runId } = await begin();
    const state = await client.cancel(runId);
    expect(state).toMatchObject({ state: "cancelled", error: { code: "aborted" } });
    expect(upstream.cancelled).toBe(1);
    const events = await new EventReader(started.stream).rest();
    expect(events.at(-1)).toContain('"code":"aborted"');
    expect(await client.cancel(runId)).toEqual(state);
  });

  it("R6: aborting the caller's signal cancels, before the first event too", async () => {
    const runId = newRunId(newScope());
    const upstream = await scriptRunner(runId);
    const control = new AbortController();
    const started = client.start(textJob(), { runId, signal: control.signal });
    await runInDurableObject(runnerStub(runId), () => undefined);
    control.abort();
    await expect(started).rejects.toMatchObject({ code: "aborted" });
    expect(upstream.cancelled).toBe(1);
  });

  it("R7: starting an id again attaches to its run, also when both come at once", async () => {
    const runId = newRunId(newScope());
    const upstream = await scriptRunner(runId);
    const both = [client.start(textJob(), { runId }), client.start(textJob(), { runId })];
    upstream.say("once");
    upstream.finish();
    const texts = await Promise.all(
      both.map(async (one) => (await new EventReader((await one).stream).rest()).join("")),
    );
    expect(texts[0]).toBe(texts[1]);
    const again = await client.start(textJob(), { runId });
    expect((await new EventReader(again.stream).rest()).join("")).toBe(texts[0]);
    expect(upstream.requests).toHaveLength(1);
  });

  it("R7: many runs start at once in one object, each with its own events", async () => {
    const scope = newScope();
    const ids = Array.from({ length: 20 }, () => newRunId(scope));
    const upstream = await scriptRunner(ids[0] ?? "");
    const started = ids.map((runId) => client.start(textJob(), { runId }));
    upstream.say("a", "b");
    upstream.finish();
    for (const one of started)
      expect(await new EventReader((await one).stream).rest()).toHaveLength(3);
    expect(upstream.requests).toHaveLength(20);
  });

  it("R8: a run that breaks after it has begun ends with the format's error", async () => {
    const { upstream, started, runId } = await begin("openai-chat");
    upstream.break();
    const events = await new EventReader(started.stream).rest();
    expect(events.at(-1)).toContain('"error":{"message":"The model broke off."');
    expect(await client.state(runId)).toMatchObject({
      state: "failed",
      error: { code: "model_failed" },
      nextIndex: events.length,
    });
  });

  it("R9: an index past the end gives nothing, one that is none is refused", async () => {
    const { upstream, started, runId } = await begin();
    upstream.finish();
    await new EventReader(started.stream).rest();
    expect(await readAll(runId, 50)).toBe("");
    for (const from of [-1, 0.5, Number.NaN, 2e9])
      await expect(client.resume(runId, from)).rejects.toMatchObject({ field: "from" });
  });

  it("R10: an hour after its end a run is gone, and its object is empty", async () => {
    const { upstream, started, runId } = await begin("events", { keepMs: 0 });
    upstream.finish();
    await new EventReader(started.stream).rest();
    const state = (): Promise<unknown> =>
      client.state(runId).catch((error: AppError) => error.code);
    await expect.poll(state).toBe("not_found");
    await expect(client.resume(runId, 0)).rejects.toMatchObject({ code: "not_found" });
    await runInDurableObject(runnerStub(runId), async (_, state) => {
      expect((await state.storage.list()).size).toBe(0);
      expect(await state.storage.getAlarm()).toBeNull();
    });
  });

  it("R10: a run within its hour outlasts the sweep of others", async () => {
    const { upstream, started, runId } = await begin();
    upstream.finish();
    await new EventReader(started.stream).rest();
    await expect.poll(() => runDurableObjectAlarm(runnerStub(runId))).toBe(true);
    expect(await readAll(runId, 0)).toContain("One ");
  });

  it("R11: a run that grows beyond its limit ends, and upstream is cancelled", async () => {
    const { upstream, started, runId } = await begin("events", { runLength: 500 });
    for (let word = 0; word < 20; word++) upstream.say("x".repeat(50));
    const events = await new EventReader(started.stream).rest();
    expect(events.at(-1)).toContain('"code":"too_large"');
    expect(await client.state(runId)).toMatchObject({ state: "failed" });
  });

  it("R11: an object carries out so many runs at a time", async () => {
    const { runId } = await begin("events", { liveRuns: 1 });
    const [scope = ""] = runId.slice(4).split(".");
    await expect(client.start(textJob(), { runId: newRunId(scope) })).rejects.toMatchObject({
      code: "rate_limited",
      retryAfter: 1,
    });
    await client.cancel(runId);
  });

  it("R11: an unknown format is refused before anything is asked", async () => {
    const runId = newRunId(newScope());
    const upstream = await scriptRunner(runId);
    await expect(client.start(textJob("morse"), { runId })).rejects.toMatchObject({
      code: "bad_input",
      field: "format",
    });
    expect(upstream.requests).toHaveLength(0);
  });

  it("R12: what is no run's id touches no object", async () => {
    for (const id of [
      "",
      "run_",
      "run_a.b",
      "../ledger",
      `run_${"a".repeat(16)}.${"b".repeat(23)}`,
    ])
      await expect(client.state(id)).rejects.toMatchObject({ code: "not_found" });
  });
});
