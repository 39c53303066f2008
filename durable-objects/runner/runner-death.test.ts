import { env } from "cloudflare:workers";
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { newRunId } from "../../worker/gateway/run-id.ts";
import type { RunRequest } from "../../worker/gateway/run-types.ts";
import { createRunnerClient } from "../../worker/gateway/runner-client.ts";
import {
  EventReader,
  killRunner,
  newScope,
  runnerStub,
  scriptRunner,
  textJob,
  untilJournalled,
} from "../testing/runner-probe.ts";

const client = createRunnerClient(env);

/** A run that has said "One two " and whose object has died; what came after was never journalled. */
async function died(request: Partial<RunRequest<"text">> = {}, format = "events") {
  const runId = newRunId(newScope());
  const upstream = await scriptRunner(runId, { flushLength: 1, flushMs: 60_000 });
  upstream.say("One ");
  const started = await client.start(textJob(format, request), { runId });
  const reader = new EventReader(started.stream);
  upstream.say("two ");
  const seen = await reader.take(format === "events" ? 2 : 3);
  await untilJournalled(runId, seen.length);
  await killRunner(runId);
  return { runId, seen };
}

describe("a Runner that dies while a run is live", () => {
  it("R20: its readers' streams break, and nothing that was journalled is lost", async () => {
    const { runId, seen } = await died({ options: { onBreak: "error" } });
    await scriptRunner(runId);
    const events = await new EventReader(await client.resume(runId, 0)).rest();
    expect(events.slice(0, seen.length)).toEqual(seen);
  });

  it("R21: with the policy error the run ends as interrupted, in its format's words", async () => {
    const { runId, seen } = await died({ options: { onBreak: "error" } }, "openai-chat");
    const events = await new EventReader(await client.resume(runId, seen.length)).rest();
    expect(events).toHaveLength(1);
    expect(events[0]).toContain('data: {"error":{"message":"The run was interrupted."');
    expect(await client.state(runId)).toMatchObject({
      state: "interrupted",
      error: { code: "internal", retryable: true },
    });
  });

  it("R22: with the policy continue it goes on from what was said, in the same answer", async () => {
    const { runId, seen } = await died({ options: { onBreak: "continue" } }, "openai-chat");
    const upstream = await scriptRunner(runId);
    upstream.model = "scripted/other";
    upstream.say("three.");
    upstream.finish();
    const events = await new EventReader(await client.resume(runId, seen.length)).rest();
    expect(upstream.requests[0]).toMatchObject({ said: "One two " });
    const idOf = (event: string): unknown => /"id":"(chatcmpl-\w+)"/.exec(event)?.[1];
    expect(new Set([...seen, ...events.slice(0, -1)].map(idOf)).size).toBe(1);
    expect(events[0]).toContain('"delta":{"content":"three."}');
    expect(events[0]).toContain('"model":"scripted/model"');
    expect(events.join("")).not.toContain('"role"');
    expect(await client.state(runId)).toMatchObject({ state: "done", model: "scripted/other" });
    const all = await new EventReader(await client.resume(runId, 0)).rest();
    expect(all).toEqual([...seen, ...events]);
  });

  it("R23: indices go on behind a gap, and a reader who has lost events is told so", async () => {
    const { runId, seen } = await died();
    const upstream = await scriptRunner(runId);
    upstream.say("three");
    upstream.finish();
    await new EventReader(await client.resume(runId, seen.length)).rest();
    const url = `http://runner/v1/runs/${runId}/events?from=0&ids`;
    const text = await (await runnerStub(runId).fetch(url)).text();
    expect([...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))).toEqual([
      0, 1, 65_538, 65_539,
    ]);
    await expect(client.resume(runId, seen.length + 1)).rejects.toMatchObject({
      code: "bad_input",
      field: "from",
    });
  });

  it("R24: the attempt that died is recorded with estimated usage, once", async () => {
    const { runId } = await died({ metadata: { plan: "free" } });
    const upstream = await scriptRunner(runId);
    upstream.finish({ inputTokens: 7, outputTokens: 2 });
    await new EventReader(await client.resume(runId, 0)).rest();
    const { attempts, usage, usageEstimated } = await client.state(runId);
    expect(attempts).toMatchObject([
      { attempt: 0, status: "failed", usageEstimated: true, provider: "scripted", model: "model" },
      { attempt: 1, status: "ok", usage: { inputTokens: 7, outputTokens: 2 } },
    ]);
    expect(attempts[0]?.usage.outputTokens).toBeGreaterThan(0);
    expect(usageEstimated).toBe(true);
    expect(usage.outputTokens).toBe(2 + (attempts[0]?.usage.outputTokens ?? 0));
  });

  it("R25: nobody need ask: the heartbeat finds it", async () => {
    const { runId } = await died();
    const upstream = await scriptRunner(runId);
    upstream.finish();
    expect(await runDurableObjectAlarm(runnerStub(runId))).toBe(true);
    expect(await client.state(runId)).toMatchObject({ state: "done" });
    expect(upstream.requests).toHaveLength(1);
  });

  it("R26: a half tool call is not gone on with", async () => {
    const runId = newRunId(newScope());
    const upstream = await scriptRunner(runId, { flushLength: 1 });
    upstream.event({ type: "tool-input", id: "1", name: "pay", delta: '{"am' });
    await client.start(textJob(), { runId });
    await untilJournalled(runId, 1);
    await killRunner(runId);
    const next = await scriptRunner(runId);
    expect(await client.state(runId)).toMatchObject({ state: "interrupted" });
    expect(next.requests).toHaveLength(0);
  });

  it("R27: a run with keys of its caller's is not gone on with: they are kept nowhere", async () => {
    const secret = "sk-of-the-caller";
    const { runId } = await died({ options: { keys: { scripted: secret } } });
    await scriptRunner(runId);
    expect(await client.state(runId)).toMatchObject({ state: "interrupted" });
    await runInDurableObject(runnerStub(runId), async (_, { storage }) => {
      const all = JSON.stringify([...(await storage.list())]);
      expect(all).not.toContain(secret);
    });
  });

  it("R28: a run goes on twice at most", async () => {
    const { runId } = await died();
    for (const [index, word] of ["three ", "four "].entries()) {
      const upstream = await scriptRunner(runId, { flushLength: 1 });
      const reader = new EventReader(await client.resume(runId, 0));
      upstream.say(word);
      while (!(await reader.next())?.includes(word));
      await untilJournalled(runId, 3 + index);
      await killRunner(runId);
    }
    await scriptRunner(runId);
    expect(await client.state(runId)).toMatchObject({ state: "interrupted" });
    const text = (await new EventReader(await client.resume(runId, 0)).rest()).join("");
    expect(text).toMatch(/One [^]*two [^]*three [^]*four [^]*interrupted/);
  });

  it("R29: an idle object that is evicted has lost nothing", async () => {
    const runId = newRunId(newScope());
    const upstream = await scriptRunner(runId);
    upstream.say("One ");
    upstream.finish();
    const started = await client.start(textJob(), { runId });
    const events = await new EventReader(started.stream).rest();
    await evictDurableObject(runnerStub(runId));
    expect(await new EventReader(await client.resume(runId, 0)).rest()).toEqual(events);
    expect(await client.state(runId)).toMatchObject({ state: "done", nextIndex: 2 });
  });
});
