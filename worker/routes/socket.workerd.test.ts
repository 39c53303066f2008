import { env as bindings } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { app } from "../app.ts";
import type { Env } from "../env.ts";

const ORIGIN = "https://app.test";
const env = {
  ...(bindings as unknown as Env),
  PARLEY_SECRET: "s".repeat(43),
  PARLEY_PUBLISHABLE_KEY: "pk_public",
  PARLEY_ORIGINS: ORIGIN,
};

interface Grant {
  session: string;
  resume: string;
  token: string;
  url: string;
}

async function open(): Promise<Grant> {
  const response = await app.request(
    "https://parley.test/v1/sessions",
    {
      method: "POST",
      headers: { authorization: "Bearer pk_public", origin: ORIGIN },
      body: JSON.stringify({ agent: "assistant" }),
    },
    env,
  );
  return response.json();
}

async function connect(grant: Grant, query = ""): Promise<Response> {
  return app.request(
    `https://parley.test${grant.url}${query}`,
    {
      headers: {
        upgrade: "websocket",
        origin: ORIGIN,
        "sec-websocket-protocol": `parley.v1, parley.token.${grant.token}`,
      },
    },
    env,
  );
}

/** The socket's next message. */
function nextMessage(socket: WebSocket): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    socket.addEventListener(
      "message",
      (event) => resolve(JSON.parse(String(event.data)) as Record<string, unknown>),
      { once: true },
    );
  });
}

describe("a socket in the Workers runtime", () => {
  it("W10: reaches the session, and selects parley.v1 alone", async () => {
    const grant = await open();
    const response = await connect(grant, "?_pk=chosen");
    expect(response.status).toBe(101);
    expect(response.headers.get("sec-websocket-protocol")).toBe("parley.v1");
    const socket = response.webSocket;
    socket?.accept();
    const welcome = nextMessage(socket as WebSocket);
    socket?.send(JSON.stringify({ type: "hello", protocol: 1, client: "test", plays: false }));
    expect(await welcome).toMatchObject({ type: "welcome", session: grant.session });
    socket?.close(1000);
  });

  it("W9: a token opens one socket", async () => {
    const grant = await open();
    const first = await connect(grant);
    first.webSocket?.accept();
    const second = await connect(grant);
    expect(second.status).toBe(401);
    expect(await second.json()).toMatchObject({ error: { code: "token_used" } });
    first.webSocket?.close(1000);
  });

  it("W13: the history is read and deleted with the resume secret", async () => {
    const grant = await open();
    const headers = { authorization: `Bearer ${grant.resume}`, origin: ORIGIN };
    const path = `https://parley.test/v1/sessions/${grant.session}`;
    const history = await app.request(`${path}/messages`, { headers }, env);
    expect(await history.json()).toEqual({ messages: [] });
    expect(history.headers.get("access-control-allow-origin")).toBe(ORIGIN);
    const image = await app.request(`${path}/images/1`, { headers }, env);
    expect(image.status).toBe(404);
    const deleted = await app.request(path, { method: "DELETE", headers }, env);
    expect(deleted.status).toBe(204);
  });
});
