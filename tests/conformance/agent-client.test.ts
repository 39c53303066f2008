import { AgentClient } from "agents/client";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { GatewayServer } from "./gateway-server.ts";
import { startGateway } from "./gateway-server.ts";

interface State {
  readonly title: string;
  readonly live: boolean;
  readonly followUps: readonly { readonly note: string; readonly state: string }[];
}

let server: GatewayServer;
const clients: AgentClient<State>[] = [];
beforeAll(async () => {
  server = await startGateway();
});
afterAll(async () => {
  for (const client of clients) client.close();
  await server.close();
});

async function post(path: string, body: object = {}): Promise<Record<string, string>> {
  const response = await fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.apiKey}` },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as Record<string, string>;
}

/** The SDK's own client, with a token of the server's. */
function watch(user: string): AgentClient<State> {
  const client = new AgentClient<State>({
    agent: "DurableAgent",
    name: `assistant:${user}`,
    host: new URL(server.url).host,
    protocol: "ws",
    query: async () => ({ token: (await post(`/v1/users/${user}/agent-token`))["token"] ?? "" }),
  });
  clients.push(client);
  return client;
}

it("M14, M15, M16: the SDK's client sees the state, a follow-up that becomes due, and a restart", async () => {
  const client = watch("ada");
  await client.ready;
  expect([client.agent, client.name]).toEqual(["durable-agent", "assistant:ada"]);
  await post("/v1/users/ada/follow-ups", { note: "Call Bob.", delay: 1 });
  await expect.poll(() => client.state?.title).toBe("Parley");
  await expect
    .poll(() => client.state?.followUps, { timeout: 10_000 })
    .toMatchObject([{ note: "Call Bob.", state: "due" }]);
  await server.restart();
  const again = watch("ada");
  await again.ready;
  expect(again.state).toMatchObject({ live: false, followUps: [{ state: "due" }] });
  await expect(again.call("setState", [{}])).rejects.toThrow("not callable");
});

it("M16: without a token there is no way in", async () => {
  const refused = await fetch(`${server.url}/agents/durable-agent/assistant:ada`, {
    headers: { authorization: "Bearer pk_conformance" },
  });
  expect(refused.status).toBe(404);
  const socket = new WebSocket(
    `${server.url.replace("http", "ws")}/agents/durable-agent/assistant:ada`,
  );
  const outcome = await new Promise((resolve) => {
    socket.addEventListener("open", () => resolve("open"));
    socket.addEventListener("error", () => resolve("refused"));
  });
  expect(outcome).toBe("refused");
});
