import { describe, expect, it } from "vitest";
import { agentStub } from "../../durable-objects/testing/agent-probe.ts";
import { app } from "../app.ts";
import { mintAgentToken } from "../tokens/agent-token.ts";
import { mintToken } from "../tokens/session-token.ts";
import { env as keys } from "./testing/route-probe.ts";

const ORIGIN = "https://app.test";
const env = { ...keys, PARLEY_ORIGINS: ORIGIN };
const SECRET = keys.PARLEY_SECRET ?? "";

interface Grant {
  session: string;
  resume: string;
  token: string;
  url: string;
}

async function request(
  path: string,
  key: string | undefined,
  method = "GET",
  body?: object,
  headers: Record<string, string> = {},
): Promise<Response> {
  const authorization: Record<string, string> =
    key === undefined ? {} : { authorization: `Bearer ${key}` };
  return app.request(
    `https://parley.test${path}`,
    {
      method,
      headers: { ...authorization, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
    env,
  );
}

const codeOf = async (response: Response): Promise<unknown[]> => {
  const { error } = await response.json<{ error: { code: string; field?: string } }>();
  return [response.status, error.code, error.field];
};

/** A session of a user that had a socket. */
async function sessionOf(user: string | undefined): Promise<Grant> {
  const opened = await request("/v1/sessions", "sk_server", "POST", {
    ...(user === undefined ? {} : { user }),
  });
  const grant = await opened.json<Grant>();
  const { webSocket } = await app.request(
    `https://parley.test${grant.url}`,
    {
      headers: {
        upgrade: "websocket",
        "sec-websocket-protocol": `parley.v1, parley.token.${grant.token}`,
      },
    },
    env,
  );
  webSocket?.accept();
  return grant;
}

/** A socket at the SDK's address, with everything that comes. */
async function watch(name: string, query: string, headers: Record<string, string> = {}) {
  const response = await request(
    `/agents/durable-agent/${encodeURIComponent(name)}?${query}`,
    undefined,
    "GET",
    undefined,
    { upgrade: "websocket", ...headers },
  );
  const messages: { type: string; [field: string]: unknown }[] = [];
  const socket = response.webSocket;
  socket?.addEventListener("message", ({ data }) => void messages.push(JSON.parse(String(data))));
  socket?.accept();
  const states = () => messages.filter(({ type }) => type === "cf_agent_state");
  return { response, socket, messages, states };
}

describe("a user's id", () => {
  it("M1: is a server's to say", async () => {
    const headers = { origin: ORIGIN };
    const body = { user: "ada" };
    const page = await request("/v1/sessions", "pk_public", "POST", body, headers);
    expect(await codeOf(page)).toEqual([400, "bad_input", "user"]);
    for (const user of ["~ses_1", "", "a b", "x".repeat(129)]) {
      const wrong = await request("/v1/sessions", "sk_server", "POST", { user });
      expect(await codeOf(wrong), user).toEqual([400, "bad_input", "user"]);
    }
    expect((await request("/v1/sessions", "sk_server", "POST", body)).status).toBe(201);
  });

  it("M1: of a conversation stays", async () => {
    const { session } = await sessionOf("m1-ada");
    const grant = { session, agent: "assistant", user: "m1-bob", resume: true as const };
    const { token } = await mintToken(SECRET, grant, Date.now());
    const response = await app.request(
      `https://parley.test/v1/sessions/${session}/socket`,
      {
        headers: {
          upgrade: "websocket",
          "sec-websocket-protocol": `parley.v1, parley.token.${token}`,
        },
      },
      env,
    );
    expect(await codeOf(response)).toEqual([403, "forbidden", undefined]);
  });
});

describe("/v1/users/:user/memory", () => {
  it("M8: is the server's and the user's own", async () => {
    const own = await sessionOf("m8-ada");
    const other = await sessionOf("m8-bob");
    const guest = await sessionOf(undefined);
    const path = "/v1/users/m8-ada/memory";
    expect(await (await request(path, "sk_server")).json()).toEqual({ facts: [] });
    expect((await request(`${path}?session=${own.session}`, own.resume)).status).toBe(200);
    for (const [query, key, status] of [
      ["", undefined, 401],
      ["", "pk_public", 403],
      ["", own.resume, 403],
      [`?session=${own.session}`, other.resume, 403],
      [`?session=${other.session}`, other.resume, 403],
      [`?session=${guest.session}`, guest.resume, 403],
      ["?session=ses_1", own.resume, 403],
    ] as const)
      expect((await request(path + query, key)).status, query).toBe(status);
    const wrongAgent = await request(`${path}?agent=../x`, "sk_server");
    expect(await codeOf(wrongAgent)).toEqual([400, "bad_input", "agent"]);
    expect((await request("/v1/users/~x/memory", "sk_server")).status).toBe(404);
  });

  it("M8: is deleted whole, or fact by fact", async () => {
    const stub = agentStub("m8-del");
    const path = "/v1/users/m8-del/memory";
    for (const n of [1, 2, 3]) await learn("m8-del", `fact ${n}`);
    const facts = await stub.facts();
    expect(await (await request(path, "sk_server")).json()).toEqual({ facts });
    const one = `${path}/${facts[0]?.id}`;
    expect((await request(one, "sk_server", "DELETE")).status).toBe(204);
    expect((await request(one, "sk_server", "DELETE")).status).toBe(404);
    expect(await stub.facts()).toHaveLength(2);
    expect((await request(path, "pk_public", "DELETE")).status).toBe(403);
    expect((await request(path, "sk_server", "DELETE")).status).toBe(204);
    expect(await stub.facts()).toEqual([]);
  });
});

describe("/v1/users/:user/follow-ups", () => {
  it("M13: arranges, lists and cancels", async () => {
    const path = "/v1/users/m13-http/follow-ups";
    const made = await request(path, "sk_server", "POST", { note: "Call Bob.", delay: 3600 });
    expect(made.status).toBe(201);
    const followUp = await made.json<{ id: string }>();
    expect(followUp).toMatchObject({ note: "Call Bob.", state: "scheduled" });
    expect(await (await request(path, "sk_server")).json()).toEqual({ followUps: [followUp] });
    const own = await sessionOf("m13-http");
    const proof = `?session=${own.session}`;
    const one = `${path}/${followUp.id}${proof}`;
    expect((await request(one, own.resume, "DELETE")).status).toBe(204);
    expect((await request(one, own.resume, "DELETE")).status).toBe(404);
    for (const [body, field] of [
      [{ note: "x" }, "at"],
      [{ note: "x", at: 1, delay: 1 }, "delay"],
      [{ note: "x", at: "2020-01-01T00:00:00Z" }, "at"],
      [{ note: "x", delay: -1 }, "delaySeconds"],
      [{ note: " ", delay: 1 }, "note"],
      [{ delay: 1 }, "note"],
      [{ note: "x", delay: 1, cron: "*" }, "cron"],
    ] as const)
      expect(await codeOf(await request(path, "sk_server", "POST", body))).toEqual([
        400,
        "bad_input",
        field,
      ]);
    const guest = `/v1/users/~${own.session}/follow-ups`;
    const refused = await request(guest, "sk_server", "POST", { note: "x", delay: 60 });
    expect(await codeOf(refused)).toEqual([400, "bad_input", "user"]);
  });
});

describe("the agents SDK's address", () => {
  it("M15: shows the state, and every change of it", async () => {
    const name = "assistant:m15";
    const { messages, states, response } = await watch(name, "", {
      authorization: "Bearer sk_server",
    });
    expect(response.status).toBe(101);
    await expect.poll(states).toHaveLength(1);
    expect(messages[0]).toMatchObject({ type: "cf_agent_identity", agent: "durable-agent", name });
    const { session } = await sessionOf("m15");
    await expect
      .poll(() => states().at(-1))
      .toMatchObject({
        state: { agent: "assistant", title: "Parley", session, live: true, followUps: [] },
      });
    await agentStub("m15").followUp({ delaySeconds: 3600 }, "Call Bob.");
    await expect
      .poll(() => states().at(-1))
      .toMatchObject({
        state: { followUps: [{ note: "Call Bob." }] },
      });
  });

  it("M16: needs a token for this very agent, or the server key", async () => {
    const { resume, session } = await sessionOf("m16");
    const mint = `/v1/users/m16/agent-token?session=${session}`;
    const made = await request(mint, resume, "POST", undefined, { origin: ORIGIN });
    const { name, token } = await made.json<{ name: string; token: string }>();
    expect(name).toBe("assistant:m16");
    const open = async (query: string, headers = {}): Promise<number> =>
      (await watch(name, query, headers)).response.status;
    expect(await open(`token=${token}`, { origin: ORIGIN })).toBe(101);
    expect(await open(`token=${token}`, { origin: "https://evil.test" })).toBe(403);
    expect(await open("")).toBe(401);
    expect(await open("", { authorization: "Bearer pk_public" })).toBe(403);
    expect(await open(`token=${token}x`, { origin: ORIGIN })).toBe(401);
    const stale = await mintAgentToken(SECRET, { name }, Date.now() - 61_000);
    expect(await open(`token=${stale.token}`)).toBe(401);
    const other = await mintAgentToken(SECRET, { name: "assistant:m16-bob" }, Date.now());
    expect(await open(`token=${other.token}`)).toBe(401);
    const { token: forSession } = await mintToken(
      SECRET,
      { session, agent: "assistant" },
      Date.now(),
    );
    expect(await open(`token=${forSession}`)).toBe(401);
    const noSocket = await request("/agents/durable-agent/assistant:m16", "sk_server");
    expect(noSocket.status).toBe(404);
    expect((await request("/agents/voice-session/x", "sk_server")).status).toBe(404);
  });

  it("M16: clients change nothing and call nothing", async () => {
    const headers = { authorization: "Bearer sk_server" };
    const { socket, messages, states } = await watch("assistant:m16b", "", headers);
    const second = await watch("assistant:m16b", "", headers);
    await expect.poll(states).toHaveLength(1);
    await expect.poll(second.states).toHaveLength(1);
    let closed = 0;
    second.socket?.addEventListener("close", ({ code }) => (closed = code));
    socket?.send(JSON.stringify({ type: "cf_agent_state", state: { live: true } }));
    socket?.send(JSON.stringify({ type: "rpc", id: "1", method: "setState", args: [{}] }));
    socket?.send(JSON.stringify({ type: "rpc", id: "2", method: "sessionOver", args: ["ses_1"] }));
    await expect
      .poll(() => messages.filter(({ type }) => type === "rpc"))
      .toMatchObject([{ success: false }, { success: false }]);
    await agentStub("m16b").begin("ses_m16b");
    await expect.poll(() => second.states().length).toBe(2);
    expect(second.states()[1]).toMatchObject({
      state: { session: "ses_m16b", agent: "assistant" },
    });
    for (let n = 0; n <= 60; n++) second.socket?.send("{}");
    await expect.poll(() => closed).toBe(1008);
    expect(messages.find(({ type }) => type === "cf_agent_mcp_servers")).toMatchObject({
      mcp: { servers: {}, tools: [] },
    });
  });
});

/** Has a user's memory hold a fact, which the agent that ships would not keep. */
async function learn(user: string, text: string): Promise<void> {
  const { prepareAgent, assistantWith } =
    await import("../../durable-objects/testing/agent-probe.ts");
  await prepareAgent(user, assistantWith({ memory: true }));
  await agentStub(user).remember(text, "ses_0");
}
