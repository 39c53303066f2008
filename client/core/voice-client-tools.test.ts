import { describe, expect, it } from "vitest";
import { LIMITS } from "../../shared/protocol/limits.ts";
import type { ServerMessage } from "../../shared/protocol/server-messages.ts";
import type { ClientTool } from "./client-tool.ts";
import { createHarness, settled } from "./testing/harness.ts";
import type { Harness } from "./testing/harness.ts";
import { welcome } from "./testing/fake-server.ts";

const THEME = {
  description: "Changes the colours.",
  parameters: { type: "object", properties: { theme: { type: "string" } } },
};

/** A connected client with this handler for `set_theme`. */
async function connected(handler: ClientTool["handler"]): Promise<Harness> {
  const h = createHarness();
  h.client.tools({ set_theme: { ...THEME, handler } });
  await h.client.connect();
  await settled();
  return h;
}

function call(toolCallId = "c1", name = "set_theme"): ServerMessage {
  return { type: "tool-call", turn: 1, toolCallId, name, input: { theme: "dark" }, timeoutMs: 9 };
}

function tool(state: "input-available" | "output-error", toolCallId = "c1"): ServerMessage {
  return { type: "tool", turn: 1, toolCallId, name: "set_theme", state, input: {} };
}

/** What the server was told since the hello. */
const told = (h: Harness) => h.server.socket().messages.slice(1);

describe("tools", () => {
  it("C47: are told with hello, and whenever they change", async () => {
    const h = await connected(() => "done");
    const [hello] = h.server.socket().messages;
    expect(hello).toMatchObject({ tools: [{ name: "set_theme", ...THEME }] });
    const takeBack = h.client.tools({ show_map: { handler: () => "shown" } });
    takeBack();
    await settled();
    expect(told(h)).toEqual([
      { type: "tools", tools: [{ name: "set_theme", ...THEME }, { name: "show_map" }] },
      { type: "tools", tools: [{ name: "set_theme", ...THEME }] },
    ]);
  });

  it("C47: names and schemas that can't be had are refused, and change nothing", async () => {
    const h = createHarness();
    const handler = () => "done";
    expect(() => h.client.tools({ "set theme": { handler } })).toThrow("letters, digits");
    expect(() => h.client.tools({ a: { handler, description: "" } })).toThrow("description");
    const parameters = { description: "x".repeat(LIMITS.toolParametersLength) };
    expect(() => h.client.tools({ a: { handler, parameters } })).toThrow("too long");
    const many = Array.from({ length: LIMITS.clientTools + 1 }, (_, index) => [
      `t${index}`,
      { handler },
    ]);
    expect(() => h.client.tools(Object.fromEntries(many))).toThrow("16 tools at most");
    await h.client.connect();
    await settled();
    expect(h.server.socket().messages[0]).not.toHaveProperty("tools");
  });

  it("C48: run here, and their result is sent", async () => {
    const inputs: unknown[] = [];
    const h = await connected(async (input) => {
      inputs.push(input);
      return { theme: "dark", nothing: undefined };
    });
    h.server.socket().send(call());
    await settled();
    expect(inputs).toEqual([{ theme: "dark" }]);
    expect(told(h)).toEqual([{ type: "tool-result", toolCallId: "c1", output: { theme: "dark" } }]);
  });

  it.each([
    ["an error", () => Promise.reject(new Error("No colours here.")), "No colours here."],
    ["a result that is too long", () => "x".repeat(LIMITS.toolResultLength), "too long"],
    ["one that JSON can't hold", () => 1n, "BigInt"],
  ])("C48: %s is told", async (_, handler, error) => {
    const h = await connected(handler);
    h.server.socket().send(call());
    await settled();
    expect(told(h)).toMatchObject([
      { type: "tool-result", toolCallId: "c1", error: expect.stringContaining(error) },
    ]);
  });

  it("C48: one that is not here is told, and a call that came twice runs once", async () => {
    let runs = 0;
    const h = await connected(() => `${++runs}`);
    h.server.socket().send(call("c1"), call("c1"), call("c2", "show_map"));
    await settled();
    expect(told(h)).toEqual([
      { type: "tool-result", toolCallId: "c2", error: "There is no tool named show_map here." },
      { type: "tool-result", toolCallId: "c1", output: "1" },
    ]);
  });

  it("C49: a call whose result is not wanted any more is aborted, and tells nothing", async () => {
    const over = Promise.withResolvers<string>();
    let signal: { readonly aborted: boolean } | undefined;
    const h = await connected((_, context) => {
      ({ signal } = context);
      return over.promise;
    });
    h.server.socket().send(call(), tool("input-available"));
    await settled();
    expect(signal?.aborted).toBe(false);
    h.server.socket().send(tool("output-error"));
    await settled();
    expect(signal?.aborted).toBe(true);
    over.resolve("late");
    await settled();
    expect(told(h)).toEqual([]);
  });

  it("C50: a result waits for the connection that comes next", async () => {
    const over = Promise.withResolvers<string>();
    const h = await connected(() => over.promise);
    h.server.socket().send(call());
    await h.pass(6_000);
    h.server.socket().close(1006);
    await settled();
    over.resolve("done");
    await settled();
    await h.pass(250);
    expect(h.server.sockets).toHaveLength(2);
    expect(told(h)).toContainEqual({ type: "tool-result", toolCallId: "c1", output: "done" });
  });

  it("C50: a connection that is ended for good aborts what runs", async () => {
    let signal: { readonly aborted: boolean } | undefined;
    const h = await connected((_, context) => {
      ({ signal } = context);
      return new Promise(() => {});
    });
    h.server.socket().send(call());
    await settled();
    h.client.disconnect();
    expect(signal?.aborted).toBe(true);
  });
});

describe("approvals", () => {
  const request = (toolCallId: string) =>
    ({
      type: "tool-approval-request",
      turn: 1,
      toolCallId,
      name: "order",
      input: { dish: "soup" },
      timeoutMs: 60_000,
    }) as const;

  it("C51: are asked for, and answered once", async () => {
    const h = await connected(() => "done");
    h.server.socket().send(request("c1"), request("c2"), request("c2"));
    await settled();
    const { type: _, ...first } = request("c1");
    expect(h.client.approvals).toEqual([first, { ...first, toolCallId: "c2" }]);
    h.client.approve("c1", true);
    h.client.approve("c1", false);
    h.client.approve("c3", true);
    await settled();
    expect(told(h)).toEqual([{ type: "tool-approval", toolCallId: "c1", approved: true }]);
    const counts = h.heard("toolapproval").map(({ approvals }) => approvals.length);
    expect(counts.at(-1)).toBe(1);
  });

  it("C51: one that nobody waits for any more goes, and so do all with the connection", async () => {
    const h = await connected(() => "done");
    h.server.socket().send(request("c1"), request("c2"), tool("output-error", "c1"));
    await settled();
    expect(h.client.approvals.map(({ toolCallId }) => toolCallId)).toEqual(["c2"]);
    await h.pass(6_000);
    h.server.socket().close(1006);
    await settled();
    h.client.approve("c2", true);
    expect(h.client.approvals).toHaveLength(1);
    await h.pass(250);
    expect(h.client.approvals).toEqual([]);
    expect(h.heard("toolapproval").at(-1)).toEqual({ approvals: [] });
  });
});

describe("another agent", () => {
  it("C52: is told when it goes on, also after a reconnect", async () => {
    const h = await connected(() => "done");
    const previous = h.client.agent;
    const { stages } = welcome();
    const clerk = { name: "clerk", title: "The clerk", tools: ["stamp"] };
    h.server.socket().send({ type: "agent", ...clerk, stages });
    await settled();
    expect(h.client.agent).toEqual(clerk);
    expect(h.heard("agentchange")).toEqual([{ agent: clerk, previous }]);
    await h.pass(6_000);
    h.server.socket().close(1006);
    await settled();
    await h.pass(250);
    expect(h.heard("agentchange").at(-1)).toEqual({ agent: previous, previous: clerk });
  });
});
