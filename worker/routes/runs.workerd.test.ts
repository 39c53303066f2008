import { env as bindings } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import {
  EventReader,
  newScope,
  scriptRunner,
  textJob,
} from "../../durable-objects/testing/runner-probe.ts";
import { app } from "../app.ts";
import type { Env } from "../env.ts";
import { newRunId } from "../gateway/run-id.ts";
import { createRunnerClient } from "../gateway/runner-client.ts";

const env: Env = {
  ...(bindings as unknown as Env),
  PARLEY_SECRET: "s".repeat(43),
  PARLEY_API_KEY: "sk_server",
  PARLEY_PUBLISHABLE_KEY: "pk_public",
};
const KEY = { authorization: "Bearer sk_server" };

async function request(path: string, init: RequestInit = {}): Promise<Response> {
  return app.request(`https://parley.test${path}`, { headers: KEY, ...init }, env);
}

async function begin() {
  const runId = newRunId(newScope());
  const upstream = await scriptRunner(runId);
  upstream.say("One ", "two ");
  const started = await createRunnerClient(env).start(textJob(), { runId });
  return { runId, upstream, reader: new EventReader(started.stream) };
}

describe("runs over HTTP", () => {
  it("R40: how a run stands", async () => {
    const { runId, upstream, reader } = await begin();
    const live = await request(`/v1/runs/${runId}`);
    expect(live.status).toBe(200);
    expect(await live.json()).toMatchObject({ id: runId, state: "live", model: "scripted/model" });
    upstream.finish();
    await reader.rest();
    const done = await (await request(`/v1/runs/${runId}`)).json<Record<string, number>>();
    expect(done).toMatchObject({
      state: "done",
      nextIndex: 3,
      usage: { inputTokens: 3, outputTokens: 5 },
      usageEstimated: false,
    });
    expect((done["expiresAt"] ?? 0) - (done["endedAt"] ?? 0)).toBe(3_600_000);
  });

  it("R41: the stream from an index, and behind Last-Event-ID", async () => {
    const { runId, upstream, reader } = await begin();
    upstream.finish();
    const bare = await reader.rest();
    const all = bare.map((event, index) => `id: ${index}\n${event}`);
    const without = await request(`/v1/runs/${runId}/events?ids=false`);
    expect(await without.text()).toBe(bare.join(""));
    const from = await request(`/v1/runs/${runId}/events?from=1`);
    expect(from.headers.get("content-type")).toBe("text/event-stream");
    expect(await from.text()).toBe(all.slice(1).join(""));
    const headers = { ...KEY, "last-event-id": "1" };
    const again = await request(`/v1/runs/${runId}/events?from=0`, { headers });
    expect(await again.text()).toBe(all.slice(2).join(""));
    expect(await (await request(`/v1/runs/${runId}/events`)).text()).toBe(all.join(""));
  });

  it.each(["from=-1", "from=1.5", "from=x", "from=99999999999"])(
    "R41: %s is refused by its name",
    async (query) => {
      const { runId } = await begin();
      const response = await request(`/v1/runs/${runId}/events?${query}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { field: "from" } });
    },
  );

  it("R41: ids is true or false", async () => {
    const { runId } = await begin();
    const response = await request(`/v1/runs/${runId}/events?ids=perhaps`);
    expect(await response.json()).toMatchObject({ error: { field: "ids" } });
  });

  it("R30: an upgrade gets a socket", async () => {
    const { runId, upstream } = await begin();
    const headers = { ...KEY, upgrade: "websocket" };
    const response = await request(`/v1/runs/${runId}/events?from=1`, { headers });
    expect(response.status).toBe(101);
    const socket = response.webSocket as WebSocket;
    const messages: string[] = [];
    const closed = new Promise((resolve) => socket.addEventListener("close", resolve));
    socket.addEventListener("message", ({ data }) => messages.push(String(data)));
    socket.accept();
    upstream.finish();
    await closed;
    expect(messages).toHaveLength(2);
    expect(messages[0]).toBe('id: 1\ndata: {"type":"text","text":"two "}\n\n');
  });

  it("R42: DELETE cancels upstream", async () => {
    const { runId, upstream } = await begin();
    const response = await request(`/v1/runs/${runId}`, { method: "DELETE", headers: KEY });
    expect(await response.json()).toMatchObject({ state: "cancelled" });
    expect(upstream.cancelled).toBe(1);
  });

  it("R12: what there is not is not_found", async () => {
    for (const id of [newRunId(newScope()), "run_x", "%2e%2e", "run_%00"])
      for (const path of [`/v1/runs/${id}`, `/v1/runs/${id}/events`]) {
        const response = await request(path);
        expect(response.status).toBe(404);
        expect(await response.json()).toMatchObject({ error: { code: "not_found" } });
      }
  });

  it.each([
    [{}, 401],
    [{ authorization: "Bearer sk_wrong" }, 401],
    [{ authorization: "Bearer pk_public" }, 403],
  ])("R43: with %j nothing is answered", async (headers, status) => {
    const { runId, upstream } = await begin();
    for (const [method, path] of [
      ["GET", `/v1/runs/${runId}`],
      ["GET", `/v1/runs/${runId}/events`],
      ["DELETE", `/v1/runs/${runId}`],
      ["GET", "/v1/spend"],
      ["GET", "/v1/health/models"],
    ] as const)
      expect((await request(path, { method, headers })).status).toBe(status);
    expect(upstream.cancelled).toBe(0);
  });
});

describe("spend and health over HTTP", () => {
  it("B10: what a run cost can be read a moment later, by its metadata", async () => {
    const runId = newRunId(newScope());
    const upstream = await scriptRunner(runId);
    upstream.finish({ inputTokens: 9, outputTokens: 4 });
    const plan = crypto.randomUUID();
    const job = textJob("events", { metadata: { plan } });
    const started = await createRunnerClient(env).start(job, { runId });
    await new EventReader(started.stream).rest();
    await expect
      .poll(async () => {
        const response = await request("/v1/spend?group_by=metadata.plan,model");
        const { groups } = await response.json<{ groups: { key: object }[] }>();
        return groups.find((group) => JSON.stringify(group.key).includes(plan));
      })
      .toMatchObject({ key: { model: "model" }, attempts: 1, inputTokens: 9, outputTokens: 4 });
  });

  it("B6: a wrong query is refused by its name", async () => {
    const response = await request("/v1/spend?group_by=secrets");
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { field: "group_by" } });
  });

  it("health lists the models that were asked", async () => {
    const response = await request("/v1/health/models");
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ models: expect.any(Array) });
  });
});
