import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { messageText } from "../../shared/protocol/conversation.ts";
import type { AgentDefinition, Handoff } from "../../worker/agents/agent-definition.ts";
import { defineTool } from "../../worker/agents/define-tool.ts";
import type { TaskInput } from "../../worker/gateway/run-types.ts";
import type { Script, ScriptedGateway } from "../testing/scripted-gateway.ts";
import { cast, script, sessionStub, TestClient, upgrade } from "../testing/test-client.ts";

const CLERK: AgentDefinition = {
  name: "clerk",
  title: "The clerk",
  instructions: "You are the clerk.",
  greeting: "The clerk speaking.",
  voice: "awb",
  tools: { stamp: defineTool({ description: "Stamps.", input: z.object({}), run: () => "ok" }) },
  handoffs: ["assistant"],
};

function agents(handoff: Partial<Handoff> = {}): readonly AgentDefinition[] {
  const assistant: AgentDefinition = {
    name: "assistant",
    title: "The assistant",
    instructions: "You are the assistant.",
    handoffs: [{ agent: "clerk", ...handoff }],
  };
  return [assistant, CLERK];
}

/** A session whose assistant hands over when it is asked to, and whose clerk answers. */
async function session(
  id: string,
  handoff: Partial<Handoff> = {},
  steps: Script & { summary?: string } = {},
): Promise<ScriptedGateway> {
  await cast(id, agents(handoff));
  const { summary, ...rest } = steps;
  return script(id, {
    async *think(messages) {
      const [system, last] = [messages[0], messages.at(-1)];
      if (system?.text.startsWith("You are the clerk.")) {
        yield "This is the clerk.";
      } else if (last?.text === "To the clerk, please.") {
        yield "I pass you on.";
        yield { tool: "transfer_to_clerk", input: JSON.stringify({ summary }) };
      } else yield "All right.";
    },
    ...rest,
  });
}

async function said(client: TestClient): Promise<{ text: string; agent: string | undefined }> {
  const { message } = await client.next("message", ({ message: { role } }) => role === "assistant");
  return { text: messageText(message), agent: message.agent };
}

async function ask(client: TestClient, text: string) {
  client.send({ type: "text", text });
  return said(client);
}

async function kill(id: string): Promise<void> {
  await runInDurableObject(sessionStub(id), (_, state) => {
    state.abort("killed by a test");
  }).catch(() => undefined);
}

describe("a handoff", () => {
  it("D44, D45, D48: the last words are heard, then the other agent goes on", async () => {
    const gateway = await session("ses_d44");
    const client = await TestClient.connect("ses_d44", false);
    await ask(client, "I am Ada.");
    expect(await ask(client, "To the clerk, please.")).toEqual({
      text: "I pass you on.",
      agent: "assistant",
    });
    const agent = await client.next("agent");
    expect(agent).toMatchObject({ name: "clerk", title: "The clerk", tools: ["stamp"] });
    expect(agent.stages.think.model).toBeTruthy();
    expect(await said(client)).toEqual({ text: "This is the clerk.", agent: "clerk" });
    const [system, ...prompt] = gateway.prompts().at(-1) ?? [];
    expect(system?.text).toBe(
      "You are the clerk.\n\nThe assistant, another agent, has handed this conversation over to you.",
    );
    expect(prompt.map(({ text }) => text)).toEqual([
      "I am Ada.",
      "All right.",
      "To the clerk, please.",
      "",
      "The clerk goes on from here.",
      "I pass you on.",
      expect.stringContaining("handed over to you"),
    ]);
    const { tools = [] } = gateway.requests.at(-1)!.input as TaskInput["text"];
    expect(tools.map(({ name }) => name)).toEqual(["stamp", "transfer_to_assistant"]);
    expect(await ask(client, "Who are you?")).toMatchObject({ agent: "clerk" });
  });

  it("D44: the other agent has its own voice, and the old one keeps its own", async () => {
    const gateway = await session("ses_d44b");
    const client = await TestClient.connect("ses_d44b");
    client.send({ type: "text", text: "To the clerk, please." });
    for (const _ of ["assistant", "clerk"]) {
      const { turn, samples } = await client.next("reply-end");
      client.send({ type: "played", turn, samples, done: true });
      await said(client);
    }
    const voices = gateway.requests.flatMap(({ task, input, metadata }) =>
      task === "text-to-speech"
        ? [[metadata?.["agent"], (input as { text: string; voice?: string }).voice]]
        : [],
    );
    expect(voices).toContainEqual(["assistant", undefined]);
    expect(voices).toContainEqual(["clerk", "awb"]);
  });

  it("D45: with a summary the other agent knows that alone", async () => {
    const gateway = await session(
      "ses_d45",
      { context: "summary" },
      { summary: "Ada wants a stamp." },
    );
    const client = await TestClient.connect("ses_d45", false);
    await ask(client, "I am Ada.");
    await ask(client, "To the clerk, please.");
    await said(client);
    const prompt = gateway.prompts().at(-1) ?? [];
    expect(prompt[0]?.text).toContain("What you should know: Ada wants a stamp.");
    expect(prompt).toHaveLength(2);
    await ask(client, "Can I have it?");
    expect(
      gateway
        .prompts()
        .at(-1)
        ?.map(({ text }) => text)
        .slice(1),
    ).toEqual(["This is the clerk.", "Can I have it?"]);
  });

  it("D45: it may know nothing, and say its greeting", async () => {
    const gateway = await session("ses_d45b", { context: "none", opens: "greeting" });
    const client = await TestClient.connect("ses_d45b", false);
    await ask(client, "I am Ada.");
    await ask(client, "To the clerk, please.");
    expect(await said(client)).toEqual({ text: "The clerk speaking.", agent: "clerk" });
    expect(gateway.prompts()).toHaveLength(2);
    await ask(client, "Who am I?");
    expect(
      gateway
        .prompts()
        .at(-1)
        ?.map(({ text }) => text)
        .slice(1),
    ).toEqual(["The clerk speaking.", "Who am I?"]);
  });

  it("D46: it survives a crash and a reconnect, and a token for another agent undoes it", async () => {
    await session("ses_d46");
    const first = await TestClient.connect("ses_d46", false);
    await ask(first, "To the clerk, please.");
    await said(first);
    await kill("ses_d46");
    await session("ses_d46");
    const second = await TestClient.open("ses_d46");
    second.send({ type: "hello", protocol: 1, client: "test/1", plays: false });
    expect((await second.next("welcome")).agent.name).toBe("clerk");
    expect(await ask(second, "Who are you?")).toMatchObject({ agent: "clerk" });
    const request = upgrade("ses_d46", { agent: "clerk" });
    expect((await sessionStub("ses_d46").fetch(request)).status).toBe(101);
    const third = await TestClient.connect("ses_d46", false);
    expect(await ask(third, "Hello.")).toMatchObject({ agent: "assistant" });
  });

  it("D46: one that was decided and not made is made after a crash", async () => {
    await session("ses_d46b", {}, { speak: () => new Promise<number>(() => {}) });
    const first = await TestClient.connect("ses_d46b");
    first.send({ type: "text", text: "To the clerk, please." });
    await first.next("tool", ({ state }) => state === "output-available");
    await kill("ses_d46b");
    await session("ses_d46b");
    const second = await TestClient.connect("ses_d46b", false);
    expect((await said(second)).text).toBe("I pass you on.");
    expect(await said(second)).toEqual({ text: "This is the clerk.", agent: "clerk" });
  });

  it("D47: who interrupts the last words is answered by the other agent", async () => {
    await session("ses_d47", {}, { speak: (text) => (text.includes("pass") ? 240_000 : 2_400) });
    const client = await TestClient.connect("ses_d47");
    client.send({ type: "text", text: "To the clerk, please." });
    const seen = (): string[] =>
      client.messages.map((one) => ("state" in one ? `${one.type} ${one.state}` : one.type));
    await expect.poll(seen).toContain("tool output-available");
    await expect.poll(seen).toContain("state speaking");
    client.send({ type: "text", text: "Wait, one more thing." });
    await client.next("agent");
    const { turn, samples } = await client.next("reply-end", (end) => end.reason === "complete");
    client.send({ type: "played", turn, samples, done: true });
    expect(await said(client)).toEqual({ text: "This is the clerk.", agent: "clerk" });
    expect(client.messages.filter(({ type }) => type === "reply-start")).toHaveLength(2);
  });
});
