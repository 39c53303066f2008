import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ScriptedUpstream } from "../tests/fixtures/scripted-upstream.ts";
import { conditional, elementsOf, model } from "./gateway/testing/route-elements.ts";
import { inPieces, startUpstream } from "../tests/fixtures/scripted-upstream.ts";
import { workerEnv } from "../tests/fixtures/worker-env.ts";
import { app } from "./app.ts";
import type { Env } from "./env.ts";

const get = async (
  path: string,
  env: Env,
  init: RequestInit = {},
): Promise<{ response: Response; body: Record<string, unknown> }> => {
  const response = await app.request(path, init, env);
  return { response, body: (await response.json()) as Record<string, unknown> };
};

describe("the secret", () => {
  it.each([undefined, "", "s".repeat(42)])("W1: nothing is served with %j", async (secret) => {
    const { env, calls } = workerEnv(undefined, { PARLEY_SECRET: secret });
    for (const path of ["/", "/health", "/config.json", "/v1/sessions", "/nothing"]) {
      const { response, body } = await get(path, env);
      expect(response.status).toBe(500);
      expect(JSON.stringify(body)).toMatch(/PARLEY_SECRET is (missing|too short)/);
    }
    expect(calls).toHaveLength(0);
  });
});

describe("GET /health", () => {
  let local: ScriptedUpstream;
  beforeEach(async () => {
    local = await startUpstream();
  });
  afterEach(() => local.close());

  const models = (state: string): Record<string, unknown> => ({
    "moonshine-tiny": { task: "speech-to-text", state: "ready" },
    flite: { task: "text-to-speech", state: "ready" },
    "parley-sight": { task: "image-to-text", state: "idle" },
    tiny: { task: "text", state },
  });
  const env = (): Env =>
    workerEnv(undefined, {
      PARLEY_LOCAL_URL: local.url,
      PARLEY_THINK: "local/tiny",
      PARLEY_SPEAK: "local/flite",
    }).env;

  it("W15: is well when every stage's model can answer", async () => {
    const answer = JSON.stringify({ status: "ok", models: models("ready"), rssMb: 9 });
    local.play(inPieces(answer, "application/json", 100));
    const { response, body } = await get("/health", env());
    expect(response.status).toBe(200);
    expect(local.requests[0]?.path).toBe("/health");
    expect(body).toMatchObject({
      status: "ok",
      stages: {
        think: { model: "local/tiny", why: "PARLEY_THINK names it.", ready: true },
        see: { model: "local/parley-sight", ready: true },
      },
    });
  });

  it("W15: shows the stand-in for a voice that could not be fetched", async () => {
    const answer = JSON.stringify({ status: "ok", models: models("ready"), rssMb: 9 });
    local.play(inPieces(answer, "application/json", 100));
    const variables = { PARLEY_LOCAL_URL: local.url, PARLEY_THINK: "local/tiny" };
    const { body } = await get("/health", workerEnv(undefined, variables).env);
    expect(body).toMatchObject({
      status: "ok",
      stages: { speak: { model: "local/flite", ready: true } },
    });
    expect(JSON.stringify(body)).toContain("It stands in for local/piper-joe.");
  });

  it("W15: is not while a model loads", async () => {
    const answer = JSON.stringify({ status: "loading", models: models("loading") });
    local.play((_, response) => {
      response.writeHead(503, { "content-type": "application/json" }).end(answer);
    });
    const { response, body } = await get("/health", env());
    expect(response.status).toBe(503);
    expect(body).toMatchObject({
      status: "starting",
      stages: { think: { ready: false }, listen: { ready: true } },
    });
  });

  it("W15: is not without the server, or with an answer that is none", async () => {
    local.play(inPieces("<html>", "text/html", 100));
    expect((await get("/health", env())).response.status).toBe(503);
    const gone = env();
    await local.close();
    expect((await get("/health", gone)).body).toMatchObject({ status: "starting" });
    local = await startUpstream();
  });

  it("W15: asks nobody where the models are elsewhere", async () => {
    const elsewhere = workerEnv(undefined, { OPENAI_API_KEY: "k", PARLEY_LOCAL_URL: local.url });
    expect((await get("/health", elsewhere.env)).response.status).toBe(200);
    expect(local.requests).toHaveLength(0);
  });

  it("W15: tells of a wrong variable", async () => {
    const { response, body } = await get(
      "/health",
      workerEnv(undefined, { PARLEY_SPEAK: "nobody/x" }).env,
    );
    expect(response.status).toBe(503);
    expect(body).toMatchObject({
      status: "failed",
      error: { code: "bad_input", field: "PARLEY_SPEAK" },
    });
  });

  it.each([
    [elementsOf(model("mini", "openai/gpt-4.1-mini")), 200, true],
    [elementsOf(model("tiny", "local/tiny")), 503, false],
    [
      elementsOf(conditional("c", { "metadata.stage": "think" }, "end", "m"), model("m", "x/m")),
      200,
      true,
    ],
  ])(
    "Y30: a stage's dynamic route is as ready as what it leads to (%#)",
    async (elements, status, ready) => {
      const book = { active: () => Promise.resolve({ version: 1, elements }) };
      const variables = {
        OPENAI_API_KEY: "k",
        PARLEY_LOCAL_URL: "http://127.0.0.1:9/v1",
        PARLEY_THINK: "dynamic/support",
        ROUTE_BOOK: { getByName: () => book },
      };
      const { response, body } = await get("/health", workerEnv(undefined, variables).env);
      expect(response.status).toBe(status);
      expect(body).toMatchObject({
        stages: {
          think: { model: "dynamic/support", why: "PARLEY_THINK names this dynamic route.", ready },
        },
      });
    },
  );

  it("Y30: a stage's route that isn't there is named by its variable", async () => {
    const ROUTE_BOOK = { getByName: () => ({ active: () => Promise.resolve(null) }) };
    const variables = { OPENAI_API_KEY: "k", PARLEY_SEE: "dynamic/gone", ROUTE_BOOK };
    const { response, body } = await get("/health", workerEnv(undefined, variables).env);
    expect(response.status).toBe(503);
    expect(body).toMatchObject({ error: { code: "bad_input", field: "PARLEY_SEE" } });
  });

  it.each([
    [{ PARLEY_GUARDS: "nobody" }, "PARLEY_GUARDS"],
    [{ PARLEY_GUARDS: "blocked-words" }, "PARLEY_BLOCKED_WORDS"],
  ])("H2: tells of wrong guards (%j)", async (variables, field) => {
    const { response, body } = await get("/health", workerEnv(undefined, variables).env);
    expect(response.status).toBe(503);
    expect(body).toMatchObject({ status: "failed", error: { code: "bad_input", field } });
  });
});

describe("GET /config.json", () => {
  it("W16: gives pages of this server what they need", async () => {
    for (const site of ["same-origin", "none"]) {
      const headers = { "sec-fetch-site": site };
      expect((await get("/config.json", workerEnv().env, { headers })).body).toEqual({
        publishableKey: "pk_public",
        agents: [{ name: "assistant", title: "Parley" }],
        defaultAgent: "assistant",
      });
    }
  });

  it.each(["cross-site", "same-site"])("W16: refuses %s", async (site) => {
    const headers = { "sec-fetch-site": site };
    expect((await get("/config.json", workerEnv().env, { headers })).response.status).toBe(403);
  });
});

describe("pages", () => {
  const asked: Request[] = [];
  const ASSETS = {
    fetch(request: Request) {
      asked.push(request);
      return Promise.resolve(
        new Response("<!doctype html>", {
          headers: { "content-type": "text/html", etag: '"1"', "set-cookie": "a=b" },
        }),
      );
    },
  };
  const { env } = workerEnv(undefined, { ASSETS });

  it("W2, W17: come from the built client, with a strict policy", async () => {
    const response = await app.request("https://parley.test/", { headers: { cookie: "a" } }, env);
    expect(await response.text()).toBe("<!doctype html>");
    expect(response.headers.get("etag")).toBe('"1"');
    const policy = response.headers.get("content-security-policy") ?? "";
    for (const directive of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self' wss://parley.test",
      "img-src 'self' blob: data:",
      "worker-src 'self'",
      "media-src blob:",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ])
      expect(policy.split("; ")).toContain(directive);
    expect(policy).not.toContain("unsafe");
    expect(response.headers.get("permissions-policy")).toBe("microphone=(self), camera=(self)");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("strict-transport-security")).toMatch(/max-age/);
    expect(asked.at(-1)?.headers.get("cookie")).toBeNull();
  });

  it("W17: are never found below /v1/, nor by other methods", async () => {
    const before = asked.length;
    expect((await app.request("/v1/nothing", {}, env)).status).toBe(404);
    expect((await app.request("/", { method: "POST" }, env)).status).toBe(404);
    expect((await app.request("/", {}, workerEnv().env)).status).toBe(404);
    expect(asked).toHaveLength(before);
  });
});

describe("errors", () => {
  it("W3: what is thrown inside stays there", async () => {
    const ASSETS = { fetch: () => Promise.reject(new Error("at disk.ts:1")) };
    const { response, body } = await get("/", workerEnv(undefined, { ASSETS }).env);
    expect(response.status).toBe(500);
    expect(body).toEqual({
      error: {
        code: "internal",
        message: "Something went wrong inside Parley.",
        retryable: true,
      },
    });
  });

  it("W2: carry a policy as all data does", async () => {
    const { response } = await get("/v1/nothing", workerEnv().env);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });
});
