import { describe, expect, it } from "vitest";
import { workerEnv } from "../../tests/fixtures/worker-env.ts";
import { app } from "../app.ts";
import { newSessionId } from "../tokens/session-id.ts";
import type { SessionClaims } from "../tokens/session-token.ts";
import { mintToken } from "../tokens/session-token.ts";

const SECRET = "s".repeat(43);
const ORIGIN = "https://app.test";
const SESSION = newSessionId();

async function token(claims: Partial<SessionClaims> = {}, now = Date.now()): Promise<string> {
  const grant = { session: SESSION, agent: "assistant", origin: ORIGIN, ...claims };
  return (await mintToken(SECRET, grant, now)).token;
}

/** Asks for a socket; the object's answer stands for the socket, which Node's Response can't hold. */
async function connect(
  protocols: string,
  headers: Record<string, string> = {},
  path = `/v1/sessions/${SESSION}/socket`,
) {
  const { env, calls } = workerEnv();
  const response = await app.request(
    path,
    {
      headers: {
        upgrade: "websocket",
        origin: ORIGIN,
        "sec-websocket-protocol": protocols,
        ...headers,
      },
    },
    env,
  );
  const body = (await response.json()) as { error?: { code: string } };
  return { status: response.status, code: body.error?.code, calls };
}

describe("GET /v1/sessions/:id/socket", () => {
  it("W10, W12: hands verified claims to the object, and nothing else of the caller's", async () => {
    const { calls } = await connect(`parley.v1, parley.token.${await token()}`, {
      "x-parley-claims": "forged",
      "x-parley-other": "forged",
      "x-partykit-room": "forged",
      "x-partykit-props": "forged",
      authorization: "Bearer sk_server",
      cookie: "a=b",
    });
    expect(calls).toHaveLength(1);
    expect(calls[0]?.name).toBe(SESSION);
    const headers = Object.fromEntries(calls[0]?.request.headers ?? []);
    const claims = JSON.parse(atob(headers["x-parley-claims"] ?? "")) as SessionClaims;
    expect(claims).toMatchObject({ session: SESSION, agent: "assistant", origin: ORIGIN });
    expect(claims.jti).toMatch(/^[\w-]{22}$/);
    expect(claims.exp * 1000).toBeGreaterThan(Date.now());
    expect(Object.keys(headers).toSorted()).toEqual([
      "sec-websocket-protocol",
      "upgrade",
      "x-parley-claims",
    ]);
    expect(headers["sec-websocket-protocol"]).toBe("parley.v1");
  });

  it("W12: the object sees no query", async () => {
    const path = `/v1/sessions/${SESSION}/socket?_pk=stolen`;
    const { calls } = await connect(`parley.v1, parley.token.${await token()}`, {}, path);
    expect(new URL(calls[0]?.request.url ?? "").search).toBe("");
  });

  it.each([
    ["no upgrade", "bad_input", async () => ({ headers: { upgrade: "" } })],
    ["no protocol", "bad_input", async () => ({ protocols: `parley.token.${await token()}` })],
    ["another protocol", "bad_input", async () => ({ protocols: "parley.v2" })],
    ["no token", "unauthorized", async () => ({ protocols: "parley.v1" })],
    ["an empty token", "unauthorized", async () => ({ protocols: "parley.v1, parley.token." })],
    ["no real token", "unauthorized", async () => ({ protocols: "parley.v1, parley.token.a.b.c" })],
    [
      "an endless token",
      "unauthorized",
      async () => ({ protocols: `parley.v1, parley.token.${"x".repeat(9_000)}` }),
    ],
    [
      "a token for another session",
      "unauthorized",
      async () => ({
        protocols: `parley.v1, parley.token.${await token({ session: newSessionId() })}`,
      }),
    ],
    [
      "an old token",
      "token_expired",
      async () => ({
        protocols: `parley.v1, parley.token.${await token({}, Date.now() - 61_000)}`,
      }),
    ],
    [
      "an agent that is gone",
      "bad_input",
      async () => ({ protocols: `parley.v1, parley.token.${await token({ agent: "gone" })}` }),
    ],
    ["another origin", "origin_refused", async () => ({ headers: { origin: `${ORIGIN}.evil` } })],
    ["a malformed id", "not_found", async () => ({ path: "/v1/sessions/ses_x/socket" })],
  ])("W10, W11: %s is refused before the object is touched", async (_, code, ask) => {
    const asked: {
      protocols?: string;
      headers?: Record<string, string>;
      path?: string;
    } = await ask();
    const protocols = asked.protocols ?? `parley.v1, parley.token.${await token()}`;
    const result = await connect(protocols, asked.headers, asked.path);
    expect(result.code).toBe(code);
    expect(result.calls).toHaveLength(0);
  });

  it("W11: a token without an origin opens from anywhere", async () => {
    const { token: free } = await mintToken(
      SECRET,
      { session: SESSION, agent: "assistant" },
      Date.now(),
    );
    const { calls } = await connect(`parley.v1,parley.token.${free}`, { origin: "https://x.test" });
    expect(calls).toHaveLength(1);
  });
});
