import { describe, expect, it } from "vitest";
import { workerEnv } from "../../tests/fixtures/worker-env.ts";
import { app } from "../app.ts";
import type { Env } from "../env.ts";
import { verifyToken } from "../tokens/session-token.ts";

interface Grant {
  session: string;
  resume: string;
  token: string;
  url: string;
  expiresAt: number;
}

const { env } = workerEnv();
const ORIGIN = "https://app.test";

function open(
  body: unknown,
  headers: Record<string, string> = {},
  on: Env = env,
): Promise<Response> {
  return Promise.resolve(
    app.request(
      "/v1/sessions",
      {
        method: "POST",
        headers: { authorization: "Bearer pk_public", origin: ORIGIN, ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      },
      on,
    ),
  );
}

async function errorOf(response: Response): Promise<{ code: string; field?: string }> {
  return ((await response.json()) as { error: { code: string; field?: string } }).error;
}

describe("POST /v1/sessions", () => {
  it("W4, W5: opens a session for a page of a listed origin", async () => {
    const before = Date.now();
    const response = await open({ agent: "assistant" });
    expect(response.status).toBe(201);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const grant = (await response.json()) as Grant;
    expect(grant.session).toMatch(/^ses_[A-Za-z0-9_-]{22}$/);
    expect(grant.resume).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(grant.url).toBe(`/v1/sessions/${grant.session}/socket`);
    expect(grant.expiresAt).toBeGreaterThan(before);
    const claims = await verifyToken("s".repeat(43), grant.token, Date.now());
    expect(claims).toMatchObject({ session: grant.session, agent: "assistant", origin: ORIGIN });
    expect(claims.exp * 1000).toBe(grant.expiresAt);
    expect(claims).not.toHaveProperty("resume");
  });

  it("W5: never gives the same session twice", async () => {
    const [one, two] = await Promise.all([open({}), open({})]);
    const sessions = [((await one.json()) as Grant).session, ((await two.json()) as Grant).session];
    expect(sessions[0]).not.toBe(sessions[1]);
  });

  it.each(["https://app.test.evil", "https://app.test:444", "http://app.test", "null", "*", ""])(
    "W4: refuses origin %j for the publishable key",
    async (origin) => {
      const response = await open({}, { origin });
      expect(response.status).toBe(403);
      expect((await errorOf(response)).code).toBe("origin_refused");
    },
  );

  it("W4: the server key needs no origin, and may name one", async () => {
    const headers = { authorization: "Bearer sk_server", origin: "https://elsewhere.test" };
    const free = (await (await open({}, headers)).json()) as Grant;
    expect(await verifyToken("s".repeat(43), free.token, Date.now())).not.toHaveProperty("origin");
    const bound = (await (await open({ origin: ORIGIN }, headers)).json()) as Grant;
    expect(await verifyToken("s".repeat(43), bound.token, Date.now())).toMatchObject({
      origin: ORIGIN,
    });
  });

  it("W4: a page may not name another origin", async () => {
    expect((await errorOf(await open({ origin: "https://other.test" }))).field).toBe("origin");
  });

  it.each([
    ["Bearer pk_publi", env],
    ["Bearer sk_serverr", env],
    ["Basic pk_public", env],
    ["Bearer ", env],
    [`Bearer ${"x".repeat(10_000)}`, env],
    ["Bearer pk_public", workerEnv(undefined, { PARLEY_PUBLISHABLE_KEY: undefined }).env],
    ["Bearer sk_", workerEnv(undefined, { PARLEY_API_KEY: "sk_" }).env],
    ["Bearer secret", workerEnv(undefined, { PARLEY_API_KEY: "secret" }).env],
  ])("W4: refuses key %.20s", async (authorization, on) => {
    const response = await open({}, { authorization }, on);
    expect(response.status).toBe(401);
    expect((await errorOf(response)).code).toBe("unauthorized");
  });

  it("W6: goes on with an old conversation", async () => {
    const first = (await (await open({})).json()) as Grant;
    const { session, resume } = first;
    const again = (await (await open({ session, resume })).json()) as Grant;
    expect([again.session, again.resume]).toEqual([session, resume]);
    expect(again.token).not.toBe(first.token);
    expect(await verifyToken("s".repeat(43), again.token, Date.now())).toMatchObject({
      session,
      resume: true,
    });
  });

  it("W6: refuses a wrong or missing proof", async () => {
    const { session, resume } = (await (await open({})).json()) as Grant;
    const other = (await (await open({})).json()) as Grant;
    const wrong = await open({ session, resume: other.resume });
    expect([wrong.status, (await errorOf(wrong)).code]).toEqual([403, "forbidden"]);
    expect((await open({ session, resume: `${resume}=` })).status).toBe(403);
    expect((await open({ session, resume: "" })).status).toBe(403);
    expect((await errorOf(await open({ session }))).field).toBe("resume");
    expect((await errorOf(await open({ resume }))).field).toBe("session");
    expect((await errorOf(await open({ session: "ses_1", resume }))).field).toBe("session");
  });

  it.each([
    ["no JSON", "{", "body"],
    ["a list", "[]", "body"],
    ["nothing", "", "body"],
    ["an unknown field", { agents: "assistant" }, "agents"],
    ["a wrong field", { agent: 7 }, "agent"],
    ["an unknown agent", { agent: "nobody" }, "agent"],
  ])("W7: refuses %s by field", async (_, body, field) => {
    const response = await open(body);
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({ code: "bad_input", field });
  });

  it("W7: refuses a large body", async () => {
    const response = await open({ agent: "x".repeat(5_000) });
    expect([response.status, (await errorOf(response)).code]).toEqual([413, "too_large"]);
  });

  it("W8: pages of listed origins may read the answers, errors included", async () => {
    const response = await open({ agent: "nobody" });
    expect(response.headers.get("access-control-allow-origin")).toBe(ORIGIN);
    expect(response.headers.get("vary")).toBe("Origin");
    const other = await open({}, { origin: "https://other.test" });
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("W8: answers preflights of listed origins alone", async () => {
    const preflight = (origin: string): Promise<Response> =>
      Promise.resolve(app.request("/v1/sessions", { method: "OPTIONS", headers: { origin } }, env));
    const allowed = await preflight(ORIGIN);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe(ORIGIN);
    expect(allowed.headers.get("access-control-allow-headers")).toContain("authorization");
    expect((await preflight("https://other.test")).status).toBe(403);
  });
});

describe("a session's data", () => {
  const ask = (
    path: string,
    credential: string | undefined,
    on: Env,
    method = "GET",
  ): Promise<Response> =>
    Promise.resolve(
      app.request(
        path,
        {
          method,
          headers: credential === undefined ? {} : { authorization: `Bearer ${credential}` },
        },
        on,
      ),
    );
  const opened = async (): Promise<Grant> => (await (await open({})).json()) as Grant;

  it("W13: the history answers to the resume secret and the server key", async () => {
    const { session, resume } = await opened();
    const { env: own, calls } = workerEnv();
    const path = `/v1/sessions/${session}/messages`;
    expect((await ask(path, resume, own)).status).toBe(200);
    const response = await ask(path, "sk_server", own);
    expect(await response.json()).toEqual({ messages: [] });
    expect(calls.map((call) => call.name)).toEqual([session, session]);
    expect([...(calls[0]?.request.headers ?? [])].flat()).not.toContain(resume);
    for (const [credential, status] of [
      ["pk_public", 403],
      ["x", 403],
      [(await opened()).resume, 403],
      [undefined, 401],
    ] as const)
      expect((await ask(path, credential, own)).status).toBe(status);
    expect(calls).toHaveLength(2);
  });

  it("W13: so does the timeline", async () => {
    const { session, resume } = await opened();
    const { env: own } = workerEnv();
    const path = `/v1/sessions/${session}/timeline`;
    expect((await ask(path, resume, own)).status).toBe(200);
    expect((await ask(path, "sk_server", own)).status).toBe(200);
    for (const [credential, status] of [
      ["pk_public", 403],
      [(await opened()).resume, 403],
      [undefined, 401],
    ] as const)
      expect((await ask(path, credential, own)).status).toBe(status);
  });

  it("W13: deleting does too", async () => {
    const { session, resume } = await opened();
    const { env: own, calls } = workerEnv(() => new Response(null, { status: 204 }));
    const response = await ask(`/v1/sessions/${session}`, resume, own, "DELETE");
    expect(response.status).toBe(204);
    expect(calls[0]?.request.method).toBe("DELETE");
    expect((await ask(`/v1/sessions/${session}`, "pk_public", own, "DELETE")).status).toBe(403);
  });

  it("W13, W14: an image answers to the resume secret alone, as a download", async () => {
    const { session, resume } = await opened();
    const image = (type: string): Env =>
      workerEnv(() => new Response("bytes", { headers: { "content-type": type } })).env;
    const path = `/v1/sessions/${session}/images/3`;
    const response = await ask(path, resume, image("image/png"));
    expect(response.headers.get("content-type")).toBe("image/png");
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="image-3"');
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    const svg = await ask(path, resume, image("image/svg+xml"));
    expect(svg.headers.get("content-type")).toBe("application/octet-stream");
    expect((await ask(path, "sk_server", image("image/png"))).status).toBe(403);
  });

  it("W13: a malformed id or number touches no object", async () => {
    const { session, resume } = await opened();
    const { env: own, calls } = workerEnv();
    for (const path of [
      "/v1/sessions/ses_1/messages",
      `/v1/sessions/${session}x/messages`,
      `/v1/sessions/${session}/images/x`,
      `/v1/sessions/${session}/images/-1`,
      `/v1/sessions/${session}/else`,
    ])
      expect((await ask(path, resume, own)).status).toBe(404);
    expect(calls).toHaveLength(0);
  });

  it("W3: a failed object's words stay inside", async () => {
    const { session, resume } = await opened();
    const stack = (): Response => new Response("Error: at store.ts:1", { status: 500 });
    const response = await ask(`/v1/sessions/${session}/messages`, resume, workerEnv(stack).env);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("store.ts");
  });
});
