import { env as bindings } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { app } from "../app.ts";
import type { Env } from "../env.ts";
import type { AttemptRecord } from "../gateway/attempt-record.ts";
import { createGateway } from "../gateway/gateway.ts";
import { createHealthTable } from "../gateway/health-table.ts";
import type { Run, RunRequest } from "../gateway/run-types.ts";
import { createRoutes } from "../gateway/routes/routes.ts";
import {
  conditional,
  elementsOf,
  limit,
  model,
  percentage,
} from "../gateway/testing/route-elements.ts";

const env: Env = {
  ...(bindings as unknown as Env),
  PARLEY_SECRET: "s".repeat(43),
  PARLEY_API_KEY: "sk_server",
  PARLEY_PUBLISHABLE_KEY: "pk_public",
};
const KEYS = { OPENAI_API_KEY: "o", GROQ_API_KEY: "g" };
const MINI = model("mini", "openai/gpt-4.1-mini");
let names = 0;

function request(path: string, method = "GET", body?: object, key = "sk_server") {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const headers = { authorization: `Bearer ${key}` };
  return app.request(`https://parley.test/v1/routes${path}`, { ...init, headers }, env);
}

async function newRoute(...elements: readonly object[]): Promise<string> {
  const name = `route-${names++}`;
  const response = await request("", "POST", { name, elements: elementsOf(...elements) });
  if (response.status !== 201) throw new Error(await response.text());
  return name;
}

const chunk = (delta: object, rest: object = {}): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, ...rest }] })}\n\n`;
const usage = { prompt_tokens: 1_000_000, completion_tokens: 0 };
const answer = (word: string): string =>
  `${chunk({ content: word })}${chunk({}, { finish_reason: "stop" })}data: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]\n\n`;

/** Upstreams that answer with their model's name, or with a status. */
function upstreams(status: Readonly<Record<string, number>> = {}) {
  const asked: string[] = [];
  const fetch = async (_url: string, init: { body?: unknown }): Promise<Response> => {
    const { model: name } = JSON.parse(String(init.body)) as { model: string };
    asked.push(name);
    const code = status[name] ?? 200;
    return code === 200
      ? new Response(answer(name), { headers: { "content-type": "text/event-stream" } })
      : Response.json({ error: { message: "no" } }, { status: code });
  };
  return { asked, fetch: fetch as unknown as typeof globalThis.fetch };
}

/** One that answers and reports few tokens. */
function cheap() {
  const fetch = async (_url: string, init: { body?: unknown }): Promise<Response> => {
    const { model: name } = JSON.parse(String(init.body)) as { model: string };
    const few = { prompt_tokens: 10, completion_tokens: 1 };
    const text = `${chunk({ content: name })}${chunk({}, { finish_reason: "stop" })}data: ${JSON.stringify({ choices: [], usage: few })}\n\ndata: [DONE]\n\n`;
    return new Response(text, { headers: { "content-type": "text/event-stream" } });
  };
  return { fetch: fetch as unknown as typeof globalThis.fetch };
}

/** One whose answers break in their middle. */
function broken() {
  const asked: string[] = [];
  const fetch = async (_url: string, init: { body?: unknown }): Promise<Response> => {
    asked.push((JSON.parse(String(init.body)) as { model: string }).model);
    const headers = { "content-type": "text/event-stream" };
    return new Response(chunk({ content: "Half an answer" }), { headers });
  };
  return { asked, fetch: fetch as unknown as typeof globalThis.fetch };
}

function start(
  route: string,
  rest: Partial<RunRequest<"text">> = {},
  fetch = upstreams().fetch,
  keys: object = KEYS,
): { run: Run<"text">; records: AttemptRecord[]; settled: () => Promise<unknown> } {
  const records: AttemptRecord[] = [];
  const works: Promise<unknown>[] = [];
  const gateway = createGateway(
    { ...env, ...keys },
    {
      fetch,
      health: createHealthTable(),
      sink: (record) => void records.push(record),
      routes: createRoutes(env, { waitUntil: (work) => void works.push(work) }),
    },
  );
  const run = gateway.run({
    task: "text",
    model: `dynamic/${route}`,
    input: { messages: [{ role: "user", text: "Hello." }] },
    ...rest,
  });
  return { run, records, settled: () => Promise.all(works) };
}

async function said(run: Run<"text">): Promise<string> {
  let text = "";
  for await (const event of run) if (event.type === "text") text += event.text;
  return text;
}

describe("runs through routes", () => {
  it("Y23, Y24: a route chooses by metadata, body and headers", async () => {
    const name = await newRoute(
      conditional("is-free", { "metadata.plan": "free", "headers.x-app": "a" }, "split", "big"),
      percentage("split", { "100%": "mini" }),
      MINI,
      model("big", "openai/gpt-4.1"),
    );
    const routing = { headers: { "x-app": "a" } };
    const free = start(name, { metadata: { plan: "free" }, routing });
    expect(free.run).toMatchObject({ model: `dynamic/${name}`, route: undefined });
    expect(await said(free.run)).toBe("gpt-4.1-mini");
    expect(free.run.model).toBe("openai/gpt-4.1-mini");
    expect(free.run.route).toEqual({
      name,
      version: 1,
      reason: "is-free:true>split:100%>mini",
    });
    expect(free.records).toMatchObject([{ route: name, metadata: { plan: "free" } }]);
    expect(await said(start(name, { metadata: { plan: "free" } }).run)).toBe("gpt-4.1");
  });

  it("Y23: by its name in `route`", async () => {
    const name = await newRoute(MINI);
    const gateway = createGateway({ ...env, ...KEYS }, { fetch: upstreams().fetch });
    const input = { messages: [{ role: "user" as const, text: "Hello." }] };
    const run = gateway.run({ task: "text", route: name, input });
    expect(await said(run)).toBe("gpt-4.1-mini");
    expect(run.route?.name).toBe(name);
  });

  it("Y23: an unknown route, and one among models", async () => {
    await expect(said(start("nothing").run)).rejects.toMatchObject({
      code: "not_found",
      field: "model",
    });
    expect(() => start("nothing", { models: ["openai/gpt-4.1"] })).toThrow(
      expect.objectContaining({ code: "bad_input", field: "model" }),
    );
  });

  it("Y13, Y24: what fails is fallen back from, and the reason is of who serves", async () => {
    const name = await newRoute(
      model("big", "openai/gpt-4.1", "small", { retries: 0 }),
      model("small", "groq/llama-3.3-70b-versatile"),
    );
    const { asked, fetch } = upstreams({ "gpt-4.1": 500 });
    const { run } = start(name, {}, fetch);
    expect(await said(run)).toBe("llama-3.3-70b-versatile");
    expect(asked).toEqual(["gpt-4.1", "llama-3.3-70b-versatile"]);
    expect(run.route?.reason).toBe("big:fallback>small");
  });

  it("Y22: retries come before the fallback", async () => {
    const name = await newRoute(
      model("big", "openai/gpt-4.1", "small", { retries: 1 }),
      model("small", "groq/llama-3.3-70b-versatile"),
    );
    const { asked, fetch } = upstreams({ "gpt-4.1": 500 });
    await said(start(name, {}, fetch).run);
    expect(asked).toEqual(["gpt-4.1", "gpt-4.1", "llama-3.3-70b-versatile"]);
  });

  it("Y21: what has no key is left out; when nothing is left the error says what it lacks", async () => {
    const name = await newRoute(
      model("big", "openai/gpt-4.1", "small"),
      model("small", "groq/llama-3.3-70b-versatile"),
    );
    const { run } = start(name, {}, upstreams().fetch, { GROQ_API_KEY: "g" });
    expect(await said(run)).toBe("llama-3.3-70b-versatile");
    await expect(said(start(name, {}, upstreams().fetch, {}).run)).rejects.toMatchObject({
      code: "bad_input",
      field: "elements.big",
      message: expect.stringContaining("OPENAI_API_KEY") as string,
    });
  });

  it("Y14: a limit leads to its fallback, per value of its key", async () => {
    const name = await newRoute(
      limit("quota", { limit: 2, interval: 86_400 }, "big", "mini"),
      model("big", "openai/gpt-4.1"),
      MINI,
    );
    const ask = (user: string): Promise<string> => said(start(name, { metadata: { user } }).run);
    expect([await ask("a"), await ask("a"), await ask("a"), await ask("b")]).toEqual([
      "gpt-4.1",
      "gpt-4.1",
      "gpt-4.1-mini",
      "gpt-4.1",
    ]);
  });

  it("Y14: without a fallback the caller is told when to come again", async () => {
    const name = await newRoute(limit("quota", { limit: 1, interval: 86_400 }, "mini"), MINI);
    await said(start(name).run);
    await expect(said(start(name).run)).rejects.toMatchObject({
      code: "rate_limited",
      retryAfter: expect.any(Number) as number,
    });
  });

  it("Y15: a limit behind a model counts when the model behind it was asked", async () => {
    const name = await newRoute(
      model("big", "openai/gpt-4.1", "quota", { retries: 0 }),
      limit("quota", { limit: 1, interval: 86_400 }, "mini"),
      MINI,
    );
    for (let time = 0; time < 3; time++) expect(await said(start(name).run)).toBe("gpt-4.1");
    const { fetch } = upstreams({ "gpt-4.1": 500 });
    const { run, settled } = start(name, {}, fetch);
    expect(await said(run)).toBe("gpt-4.1-mini");
    await settled();
    await expect(said(start(name, {}, fetch).run)).rejects.toMatchObject({ code: "model_failed" });
  });

  it("Y19: a budget is reached by what attempts cost", async () => {
    const name = await newRoute(
      // A million tokens of gpt-4.1 cost two dollars.
      limit("budget", { limitType: "cost", limit: 3, interval: 86_400 }, "big", "mini"),
      model("big", "openai/gpt-4.1"),
      MINI,
    );
    for (let time = 0; time < 2; time++) {
      const { run, settled } = start(name);
      expect(await said(run)).toBe("gpt-4.1");
      await settled();
    }
    expect(await said(start(name).run)).toBe("gpt-4.1-mini");
  });

  it("Y16: a way without a model", async () => {
    const name = await newRoute(conditional("c", { "metadata.ok": true }, "mini", "end"), MINI);
    await expect(said(start(name).run)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("Y33: a cost limit is not exceeded, however many ask at once", async () => {
    // An answer of ten tokens to so short a prompt costs at most 0.2 to 0.3 cents.
    const name = await newRoute(
      limit("budget", { limitType: "cost", limit: 0.01, interval: 86_400 }, "big", "mini"),
      model("big", "openai/gpt-4.1"),
      MINI,
    );
    const input = { messages: [{ role: "user" as const, text: "Hello." }], maxTokens: 10 };
    const runs = Array.from({ length: 30 }, () => start(name, { input }, cheap().fetch));
    const models = await Promise.all(runs.map(({ run }) => said(run)));
    const big = models.filter((one) => one === "gpt-4.1").length;
    expect(big).toBeGreaterThanOrEqual(3);
    expect(big).toBeLessThanOrEqual(5);
    await Promise.all(runs.map(({ settled }) => settled()));
    // What they did cost is far less, so that there is room again.
    expect(await said(start(name, { input }, cheap().fetch).run)).toBe("gpt-4.1");
  });

  it("Y33: what a run that asked nobody held is given back", async () => {
    const name = await newRoute(
      limit("budget", { limitType: "cost", limit: 0.003, interval: 86_400 }, "big", "mini"),
      model("big", "openai/gpt-4.1"),
      MINI,
    );
    const input = { messages: [{ role: "user" as const, text: "Hello." }], maxTokens: 10 };
    const options = { guards: ["nobody"] };
    const refused = start(name, { input, options }, cheap().fetch);
    await expect(said(refused.run)).rejects.toMatchObject({ field: "guards" });
    const left = start(name, { input }, cheap().fetch);
    const events = left.run[Symbol.asyncIterator]();
    const first = events.next();
    await events.return?.();
    await first;
    await Promise.all([refused.settled(), left.settled()]);
    expect(await said(start(name, { input }, cheap().fetch).run)).toBe("gpt-4.1");
  });

  it("Y34: another try for which there is no room is not made", async () => {
    const name = await newRoute(
      limit("budget", { limitType: "cost", limit: 0.003, interval: 86_400 }, "big"),
      model("big", "openai/gpt-4.1", "small", { retries: 0 }),
      model("small", "groq/llama-3.3-70b-versatile"),
    );
    const input = { messages: [{ role: "user" as const, text: "Hello." }], maxTokens: 10 };
    // What broke after it began is not given back, so nothing is left for the second model.
    const { asked, fetch } = broken();
    const { run, records, settled } = start(name, { input }, fetch);
    await expect(said(run)).rejects.toMatchObject({
      code: "rate_limited",
      incomplete: "text",
    });
    expect(asked).toEqual(["gpt-4.1"]);
    expect(records).toMatchObject([
      { model: "gpt-4.1", status: "failed" },
      { model: "llama-3.3-70b-versatile", error: "rate_limited", costUsd: 0 },
    ]);
    await settled();
  });

  it("Y35: a model without a known price is not asked behind a cost limit", async () => {
    const name = await newRoute(
      limit("budget", { limitType: "cost", limit: 1, interval: 86_400 }, "own", "mini"),
      model("own", "openai/of-tomorrow", "mini"),
      MINI,
    );
    expect(await said(start(name, {}, cheap().fetch).run)).toBe("gpt-4.1-mini");
    const alone = await newRoute(
      limit("budget", { limitType: "cost", limit: 1, interval: 86_400 }, "own"),
      model("own", "openai/of-tomorrow"),
    );
    await expect(said(start(alone).run)).rejects.toMatchObject({
      code: "bad_input",
      field: "elements.own",
      message: expect.stringContaining("price") as string,
    });
  });
});

async function look(name: string, sample: object = {}) {
  const response = await request(`/${name}/evaluate`, "POST", sample);
  return response.json<{ version: number; attempts: { element: string; reason: string }[] }>();
}

describe("/v1/routes", () => {
  it("Y25: create, publish, roll back, delete", async () => {
    const name = await newRoute(MINI);
    const list = await (await request("")).json<{ routes: { name: string }[] }>();
    expect(list.routes.map((one) => one.name)).toContain(name);
    const elements = elementsOf(model("big", "openai/gpt-4.1"));
    const published = await request(`/${name}/versions`, "POST", { elements });
    expect(published.status).toBe(201);
    expect(await published.json()).toMatchObject({ version: 2, active: 2, elements });
    expect(await said(start(name).run)).toBe("gpt-4.1");
    const back = await request(`/${name}/active`, "PUT", { version: 1 });
    expect(await back.json()).toMatchObject({ version: 1, active: 1, latest: 2 });
    expect((await request(`/${name}/versions/2`)).status).toBe(200);
    expect((await request(`/${name}/versions/3`)).status).toBe(404);
    expect(await (await request(`/${name}`)).json()).toMatchObject({ active: 1 });
    expect((await request(`/${name}`, "DELETE")).status).toBe(200);
    expect((await request(`/${name}`)).status).toBe(404);
  });

  it("Y2: what is wrong is said by element and field", async () => {
    const elements = elementsOf(
      conditional("c", { "metadata.a": { $foo: 1 } }, "mini", "end"),
      MINI,
    );
    const response = await request("", "POST", { name: "wrong", elements });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: {
        code: "bad_input",
        field: "elements.c.properties.condition.metadata.a.$foo",
        message: expect.stringContaining("Element c") as string,
      },
    });
    const unnamed = await request("", "POST", { elements });
    expect(await unnamed.json()).toMatchObject({ error: { field: "name" } });
  });

  it("Y28: wants the server key", async () => {
    expect((await request("", "GET", undefined, "pk_public")).status).toBe(403);
    expect((await request("", "GET", undefined, "sk_wrong")).status).toBe(401);
  });

  it("Y28: evaluating a sample counts nothing", async () => {
    const name = await newRoute(
      limit("quota", { limit: 1, interval: 86_400 }, "split", "end"),
      percentage("split", { "50%": "mini", else: "mini" }, "headers.x-user"),
      MINI,
    );
    const sample = { metadata: { user: "u" }, headers: { "X-User": "7" } };
    const reasons = new Set<string | undefined>();
    for (let time = 0; time < 5; time++)
      reasons.add((await look(name, sample)).attempts[0]?.reason);
    expect([...reasons]).toEqual([expect.stringMatching(/^quota:success>split:(50%|else)>mini$/)]);
  });
});
