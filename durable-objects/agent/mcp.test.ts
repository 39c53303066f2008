import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import {
  agentStub,
  answer,
  ask,
  assistantWith,
  calls,
  openSession,
  prepareAgent,
} from "../testing/agent-probe.ts";
import type { DurableAgent } from "./durable-agent.ts";
import type { McpTool } from "./mcp-tool.ts";

const URL_ = "https://mcp.test/mcp";
const agent = assistantWith({
  mcp: [{ name: "shop", url: URL_, headers: () => ({ authorization: "Bearer secret" }) }],
});

/** The official SDK's server, reached as every other one: by `fetch`. */
function shop() {
  const state = { up: true, authorized: new Set<string | null>(), orders: 0 };
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: "shop", version: "1.0.0" });
    server.registerTool(
      "price",
      {
        description: "Tells the price of something.",
        inputSchema: z.object({ item: z.string() }),
        annotations: { readOnlyHint: true },
      },
      ({ item }) => ({ content: [{ type: "text", text: `${item} costs 3 euros.` }] }),
    );
    server.registerTool(
      "order",
      { description: "Orders something.", inputSchema: z.object({ item: z.string() }) },
      ({ item }) => {
        state.orders++;
        if (item === "nothing") throw new Error("There is no such thing.");
        return { content: [{ type: "text", text: `Ordered ${item}.` }] };
      },
    );
    return server;
  });
  const real = globalThis.fetch;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    if (!request.url.startsWith(URL_)) return real(request);
    state.authorized.add(request.headers.get("authorization"));
    return state.up ? handler.fetch(request) : new Response("down", { status: 503 });
  });
  return state;
}

afterEach(() => vi.restoreAllMocks());

describe("MCP servers", () => {
  it("M9, M10, M11: their tools are the agent's, checked by their schemas", async () => {
    const server = shop();
    await prepareAgent("m9", agent);
    const tools: readonly McpTool[] = await agentStub("m9").refreshTools();
    expect(tools.map(({ name, readOnly }) => [name, readOnly])).toEqual([
      ["mcp_shop_price", true],
      ["mcp_shop_order", false],
    ]);
    const { client, gateway } = await openSession(
      "ses_m9",
      "m9",
      agent,
      calls("mcp_shop_price", { item: "tea" }),
    );
    expect(await ask(client, "Go.")).toBe("I read: tea costs 3 euros.");
    const [input] = gateway.requests.map((request) => request.input);
    expect(input).toMatchObject({
      tools: [
        { name: "mcp_shop_price", parameters: { type: "object", required: ["item"] } },
        { name: "mcp_shop_order" },
      ],
    });
    expect([...server.authorized]).toEqual(["Bearer secret"]);
    const wrong = calls("mcp_shop_order", { item: 7 });
    const second = await openSession("ses_m9b", "m9", agent, wrong);
    expect(await ask(second.client, "Go.")).toContain("The input is wrong");
    expect(server.orders).toBe(0);
  });

  it("M10: where a server needs approval its writing tools ask for it", async () => {
    const server = shop();
    const [one] = agent.mcp ?? [];
    const careful = { ...agent, mcp: [{ ...one!, needsApproval: true }] };
    await prepareAgent("m10", careful);
    await agentStub("m10").refreshTools();
    const think = calls("mcp_shop_order", { item: "tea" });
    const { client } = await openSession("ses_m10", "m10", careful, think);
    client.send({ type: "text", text: "Go." });
    const asked = await client.next("tool-approval-request");
    expect([asked.name, server.orders]).toEqual(["mcp_shop_order", 0]);
    client.send({ type: "tool-approval", toolCallId: asked.toolCallId, approved: true });
    expect(await answer(client)).toBe("Please confirm that. I read: Ordered tea.");
    expect(server.orders).toBe(1);
  });

  it("M11: a failure is a sentence, and a server that is down costs its tools alone", async () => {
    const server = shop();
    await prepareAgent("m11", agent);
    const stub = agentStub("m11");
    await stub.refreshTools();
    expect(await stub.callTool("mcp_shop_order", { item: "nothing" })).toEqual({
      state: "failed",
      text: "There is no such thing.",
    });
    server.up = false;
    expect(await stub.callTool("mcp_shop_price", { item: "tea" })).toEqual({
      state: "failed",
      text: "The tool can't be reached.",
    });
    expect(await stub.callTool("mcp_shop_nothing", {})).toMatchObject({ state: "failed" });
    await age("m11");
    expect(await stub.refreshTools()).toEqual([]);
    const { client, gateway } = await openSession("ses_m11", "m11", agent);
    expect(await ask(client, "Hello.")).toBe("All right.");
    expect(gateway.requests[0]?.input).not.toHaveProperty("tools");
    server.up = true;
    await age("m11");
    expect(await stub.refreshTools()).toHaveLength(2);
  });

  it("M9: a session has the kept list at once, whatever its server does", async () => {
    const server = shop();
    await prepareAgent("m9c", agent);
    await agentStub("m9c").refreshTools();
    server.up = false;
    const { client, gateway } = await openSession("ses_m9c", "m9c", agent);
    await ask(client, "Hello.");
    expect(gateway.requests[0]?.input).toHaveProperty("tools.length", 2);
  });

  it("M12: no header of a server is stored", async () => {
    shop();
    await prepareAgent("m12", agent);
    await agentStub("m12").refreshTools();
    await runInDurableObject(agentStub("m12"), (_: DurableAgent, { storage }) => {
      const tables = storage.sql
        .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
        .toArray()
        .map(({ name }) => name)
        .filter((name) => !name.startsWith("_cf") && !name.startsWith("sqlite"));
      const all = tables.map((name) => storage.sql.exec(`SELECT * FROM "${name}"`).toArray());
      expect(JSON.stringify(all)).toContain("mcp_shop_price");
      expect(JSON.stringify(all)).not.toContain("secret");
    });
  });
});

/** Lets what is known of a user's servers be old. */
async function age(user: string): Promise<void> {
  await runInDurableObject(agentStub(user), (_: DurableAgent, { storage }) => {
    storage.sql.exec("UPDATE mcp_lists SET at = 0");
  });
}
