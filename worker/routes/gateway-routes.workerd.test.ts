import { describe, expect, it } from "vitest";
import { createGateway } from "../gateway/gateway.ts";
import {
  conditional,
  elementsOf,
  limit,
  model,
  percentage,
} from "../gateway/testing/route-elements.ts";
import {
  env,
  KEYS,
  MINI,
  newRoute,
  request,
  said,
  start,
  upstreams,
} from "./testing/route-probe.ts";

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
