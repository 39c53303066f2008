import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { ClientToolSpec } from "../../shared/protocol/client-messages.ts";
import { messageText } from "../../shared/protocol/conversation.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";
import { defineClientTool, defineTool } from "../../worker/agents/define-tool.ts";
import type { ScriptedGateway } from "../testing/scripted-gateway.ts";
import { cast, script, TestClient } from "../testing/test-client.ts";

const AGENT: AgentDefinition = {
  name: "assistant",
  title: "Assistant",
  instructions: "Be kind.",
  tools: {
    show_map: defineClientTool({
      description: "Shows a place on the map.",
      input: z.object({ place: z.string() }),
    }),
    get_time: defineTool({ description: "The time.", input: z.object({}), run: () => "ten" }),
  },
};

const THEME: ClientToolSpec = {
  name: "set_theme",
  description: "Changes the colours.",
  parameters: {
    type: "object",
    properties: { theme: { type: "string", enum: ["light", "dark"] } },
    required: ["theme"],
  },
};

/** A session whose model makes one call with this input, and says what it read. */
async function session(id: string, name: string, input: object): Promise<ScriptedGateway> {
  await cast(id, [AGENT]);
  return script(id, {
    async *think(messages) {
      const last = messages.at(-1);
      if (last?.role === "tool") yield `I read: ${last.text}`;
      else yield { tool: name, input: JSON.stringify(input) };
    },
  });
}

async function answer(client: TestClient): Promise<string> {
  const { message } = await client.next("message", ({ message: { role } }) => role === "assistant");
  return messageText(message);
}

/** Names of the tools that the model was offered last. */
function offered(gateway: ScriptedGateway): string[] {
  const { input } = gateway.requests.filter(({ task }) => task === "text").at(-1)!;
  return ((input as { tools?: { name: string }[] }).tools ?? []).map((tool) => tool.name);
}

describe("tools of the client", () => {
  it("D39: are called there, and the model reads their result", async () => {
    const gateway = await session("ses_d39", "set_theme", { theme: "dark" });
    const client = await TestClient.connect("ses_d39", false, { tools: [THEME] });
    client.send({ type: "text", text: "Make it dark." });
    const call = await client.next("tool-call");
    expect(call).toMatchObject({
      name: "set_theme",
      input: { theme: "dark" },
      timeoutMs: LIMITS.clientToolMs,
    });
    client.send({ type: "tool-result", toolCallId: call.toolCallId, output: { theme: "dark" } });
    expect(await answer(client)).toBe('I read: {"theme":"dark"}');
    expect(offered(gateway)).toEqual(["get_time", "set_theme"]);
  });

  it("D39: those that the agent declares are offered while the client runs them", async () => {
    const gateway = await session("ses_d39b", "show_map", { place: "Rome" });
    const client = await TestClient.connect("ses_d39b", false, { tools: [{ name: "show_map" }] });
    client.send({ type: "text", text: "Where is Rome?" });
    const { toolCallId } = await client.next("tool-call");
    client.send({ type: "tool-result", toolCallId });
    expect(await answer(client)).toBe("I read: null");
    expect(offered(gateway)).toEqual(["show_map", "get_time"]);
    client.send({ type: "tools", tools: [] });
    client.send({ type: "text", text: "And Paris?" });
    expect(await answer(client)).toBe("I read: There is no tool named show_map.");
    expect(offered(gateway)).toEqual(["get_time"]);
  });

  it("D40: an error and a long result are results that the model reads", async () => {
    await session("ses_d40", "set_theme", { theme: "dark" });
    const client = await TestClient.connect("ses_d40", false, { tools: [THEME] });
    client.send({ type: "text", text: "One." });
    const first = await client.next("tool-call");
    client.send({ type: "tool-result", toolCallId: first.toolCallId, error: "No colours here." });
    expect(await answer(client)).toBe("I read: No colours here.");
    client.send({ type: "text", text: "Two." });
    const second = await client.next("tool-call");
    const output = "x".repeat(LIMITS.toolResultLength);
    client.send({ type: "tool-result", toolCallId: second.toolCallId, output });
    expect(await answer(client)).toBe("I read: The result is too long.");
  });

  it("D41: can't take names of the agent's own, and the others count", async () => {
    const gateway = await session("ses_d41", "set_theme", { theme: "dark" });
    const spec = (name: string): ClientToolSpec => ({ ...THEME, name });
    const tools = [
      spec("get_time"),
      THEME,
      THEME,
      spec("transfer_to_me"),
      { ...spec("long"), parameters: { description: "x".repeat(LIMITS.toolParametersLength) } },
      { name: "unknown" },
    ];
    const client = await TestClient.connect("ses_d41", false, { tools });
    for (const field of ["tools.0.name", "tools.2.name", "tools.3.name", "tools.4.parameters"])
      expect(await client.next("error")).toMatchObject({ code: "bad_input", field });
    client.send({ type: "text", text: "Make it dark." });
    const { toolCallId } = await client.next("tool-call");
    client.send({ type: "tool-result", toolCallId, output: "done" });
    expect(await answer(client)).toBe("I read: done");
    expect(offered(gateway)).toEqual(["get_time", "set_theme"]);
  });

  it("D41: an agent may take declared tools only", async () => {
    const gateway = await session("ses_d41b", "set_theme", { theme: "dark" });
    await cast("ses_d41b", [{ ...AGENT, clientTools: "declared" }]);
    const tools = [THEME, { name: "show_map" }];
    const client = await TestClient.connect("ses_d41b", false, { tools });
    expect(await client.next("error")).toMatchObject({ field: "tools.0.name" });
    client.send({ type: "text", text: "Make it dark." });
    expect(await answer(client)).toBe("I read: There is no tool named set_theme.");
    expect(offered(gateway)).toEqual(["show_map", "get_time"]);
  });

  it("D42: a client that comes back answers, and what nobody waits for is passed over", async () => {
    await session("ses_d42", "set_theme", { theme: "dark" });
    const first = await TestClient.connect("ses_d42", false, { tools: [THEME] });
    first.send({ type: "text", text: "Make it dark." });
    const { toolCallId } = await first.next("tool-call");
    first.close();
    await first.end();
    const second = await TestClient.connect("ses_d42", false, { tools: [THEME] });
    second.send({ type: "tool-result", toolCallId: "another", output: "wrong" });
    second.send({ type: "tool-approval", toolCallId, approved: true });
    second.send({ type: "tool-result", toolCallId, output: "done" });
    expect(await answer(second)).toBe("I read: done");
    expect(second.messages.map(({ type }) => type)).not.toContain("tool-call");
  });

  it("D32, D42: an interrupted call keeps its place in history, and its late result", async () => {
    await session("ses_d42b", "set_theme", { theme: "dark" });
    const client = await TestClient.connect("ses_d42b", false, { tools: [THEME] });
    client.send({ type: "text", text: "Make it dark." });
    const { toolCallId } = await client.next("tool-call");
    client.send({ type: "interrupt" });
    await client.next("message", ({ message }) => message.interrupted === true);
    client.send({ type: "tool-result", toolCallId, output: "It is dark." });
    const { message } = await client.next("message");
    expect(message).toMatchObject({
      interrupted: true,
      parts: [{ type: "tool", state: "output-available", output: "It is dark." }],
    });
  });

  it("D43: wrong arguments never get there", async () => {
    await session("ses_d43", "set_theme", { theme: "pink" });
    const client = await TestClient.connect("ses_d43", false, { tools: [THEME] });
    client.send({ type: "text", text: "Make it pink." });
    expect(await answer(client)).toBe(
      'I read: The input is wrong: theme must be one of "light", "dark".',
    );
    expect(client.messages.map(({ type }) => type)).not.toContain("tool-call");
  });
});
