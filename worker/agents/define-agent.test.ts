import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { AppError } from "../../shared/errors/app-error.ts";
import type { AgentDefinition, ServerTool } from "./agent-definition.ts";
import { assistant } from "./assistant.ts";
import { defineAgent } from "./define-agent.ts";
import { defineClientTool } from "./define-tool.ts";
import { handoffsOf, handoffSpec } from "./handoff-tool.ts";
import { agentByName, AGENTS, registryOf } from "./registry.ts";
import { toolSpecs } from "./tool-spec.ts";

const GOOD: AgentDefinition = { name: "guide", title: "Guide", instructions: "Be kind." };
const TOOL: ServerTool = { description: "Does it.", input: z.object({}), run: () => "done" };

function refusal(agent: unknown): AppError {
  try {
    defineAgent(agent as AgentDefinition);
  } catch (thrown) {
    return thrown as AppError;
  }
  throw new Error("It was not refused.");
}

describe("MCP servers", () => {
  const shop = { name: "shop", url: "https://shop.test/mcp" };

  it.each([
    [[{ ...shop, name: "My Shop" }], "mcp.0.name", /lower case/],
    [[{ ...shop, url: "ftp://shop.test" }], "mcp.0.url", /http or https address/],
    [[{ ...shop, url: "shop" }], "mcp.0.url", /http or https address/],
    [[{ ...shop, headers: "x" }], "mcp.0.headers", /function/],
    [[{ ...shop, token: "x" }], "mcp.0.token", /is not a field/],
    [[shop, shop], "mcp", /different names/],
    [Array.from({ length: 9 }, (_, n) => ({ ...shop, name: `s${n}` })), "mcp", /at most 8/],
  ])("A10: refuses %j", (mcp, field, message) => {
    const error = refusal({ ...GOOD, mcp });
    expect(error.field).toBe(field);
    expect(error.message).toMatch(message);
  });
});

describe("defineAgent", () => {
  it("A1: gives back a good one", () => {
    const full: AgentDefinition = {
      ...GOOD,
      greeting: "Hello.",
      voice: "slt",
      models: { think: "ollama/llama3.2", see: "dynamic/eyes" },
      guards: ["redact-personal-data"],
      tools: {
        do_it: { ...TOOL, background: true, needsApproval: () => true, filler: ["One moment."] },
        show_it: defineClientTool({ description: "Shows it.", input: z.object({}) }),
      },
      handoffs: ["concierge", { agent: "clerk", context: "summary", opens: "greeting" }],
      filler: "Just a second.",
      approvalRequest: "May I?",
      clientTools: "declared",
      context: { tokens: 4_000, summaries: false },
      memory: { extract: true },
      mcp: [{ name: "shop", url: "https://shop.test/mcp", headers: () => ({ "x-key": "1" }) }],
      followUps: true,
      turn: { endMs: 800, pauseMs: 300 },
      sounds: { background: "rain", thinking: "/thinking.mp3", volume: 0.2 },
      maxTokens: 200,
    };
    expect(defineAgent(full)).toBe(full);
  });

  it.each([
    [{ sounds: { volume: 2 } }, "sounds.volume", /from 0 to 1/],
    [{ sounds: { music: "rain" } }, "sounds.music", /not a field/],
    [{ name: "My Agent" }, "name", /lower case/],
    [{ name: undefined }, "name", /must be a text/],
    [{ title: " " }, "title", /must not be empty/],
    [{ instructions: "x".repeat(40_000) }, "instructions", /at most 32000 characters/],
    [{ greeting: 7 }, "greeting", /must be what the agent says first/],
    [{ models: { think: "llama" } }, "models.think", /provider\/model/],
    [{ turn: { endMs: 50 } }, "turn.endMs", /whole number of milliseconds from 200 to 5000/],
    [{ turn: { endMs: 500.5 } }, "turn.endMs", /whole number/],
    [{ turn: { minMs: 900 } }, "turn.minMs", /not be longer than turn.endMs/],
    [{ turn: { maxMs: 300 } }, "turn.maxMs", /not be shorter than turn.endMs/],
    [{ turn: { awayMs: 5 } }, "turn.awayMs", /from 1000 to 3600000/],
    [{ turn: { speculation: "maybe" } }, "turn.speculation", /off, or limits: usd and replies/],
    [{ turn: { interruption: { type: "shout" } } }, "turn.interruption.type", /words, keywords/],
    [{ turn: { language: "English!" } }, "turn.language", /language tag/],
    [{ turn: { endMs: 300, pauseMs: 400 } }, "turn.pauseMs", /not be longer than turn.endMs/],
    [{ guards: "redact-personal-data" }, "guards", /list of guards/],
    [{ guards: ["redact"] }, "guards.0", /one of redact-personal-data, blocked-words/],
    [{ maxTokens: 0 }, "maxTokens", /from 1 to/],
    [{ memory: "yes" }, "memory", /true, false, or/],
    [{ followUps: 1 }, "followUps", /true or false/],
    [{ tools: { "my tool": TOOL } }, "tools.my tool", /letters, digits/],
    [{ tools: { t: { ...TOOL, input: {} } } }, "tools.t.input", /zod schema/],
    [{ tools: { t: { ...TOOL, runs: "client" } } }, "tools.t.run", /is not a field/],
    [{ tools: { t: { ...TOOL, needsApproval: "yes" } } }, "tools.t.needsApproval", /a function/],
    [{ tools: { t: { ...TOOL, filler: [] } } }, "tools.t.filler", /1 to 16 sentences/],
    [{ tools: { t: "do it" } }, "tools.t", /must be a tool/],
    [{ tools: { transfer_to_me: TOOL } }, "tools.transfer_to_me", /must not begin/],
    [{ clientTools: "none" }, "clientTools", /any or declared/],
    [{ handoffs: "concierge" }, "handoffs", /list of agents/],
    [
      { handoffs: [{ agent: "clerk", context: "some" }] },
      "handoffs.0.context",
      /full, summary or none/,
    ],
    [{ context: { tokens: 5 } }, "context.tokens", /from 512 to/],
    [{ tools: { t: { ...TOOL, run: "done" } } }, "tools.t.run", /function/],
    [{ tools: { t: { ...TOOL, description: "" } } }, "tools.t.description", /empty/],
    [
      { tools: Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`t${n}`, TOOL])) },
      "tools",
      /at most 32/,
    ],
  ])("A1: refuses %j at %s", (wrong, field, message) => {
    const error = refusal({ ...GOOD, ...wrong });
    expect(error.code).toBe("bad_input");
    expect(error.field).toBe(field);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(`: ${field} `);
  });

  it("A1: names the agent, also one without a name", () => {
    expect(refusal({ ...GOOD, maxTokens: -1 }).message).toMatch(/^agents\/guide: maxTokens /);
    expect(refusal(undefined).message).toMatch(/^agents\/\(no name\): agent must be an object/);
  });

  it.each([
    [{ ...GOOD, greetings: "Hi" }, "greetings"],
    [{ ...GOOD, turn: { end: 500 } }, "turn.end"],
    [{ ...GOOD, tools: { t: { ...TOOL, readonly: true } } }, "tools.t.readonly"],
  ])("A2: refuses an unknown field", (agent, field) => {
    expect(refusal(agent).field).toBe(field);
  });
});

describe("registry", () => {
  it("A3: refuses two agents of one name", () => {
    expect(() => registryOf(GOOD, { ...GOOD, title: "Other" })).toThrow(/agents\/guide: name/);
  });

  it("A8: refuses a handoff to nobody, and to oneself", () => {
    for (const handoffs of [["clerk"], ["guide"]])
      expect(() => registryOf({ ...GOOD, handoffs })).toThrow(/guide: handoffs\.0 is no other/);
    const clerk = { ...GOOD, name: "clerk" };
    expect(registryOf({ ...GOOD, handoffs: ["clerk"] }, clerk)).toHaveLength(2);
  });

  it("A3: finds agents by name, and says which there are", () => {
    expect(agentByName("assistant")).toBe(AGENTS[0]);
    expect(() => agentByName("nobody")).toThrow(/known are assistant/);
  });
});

describe("toolSpecs", () => {
  it("A4: gives JSON schema for what a model may write", () => {
    const [time, convert] = toolSpecs(assistant);
    expect(time).toMatchObject({
      name: "get_time",
      parameters: { type: "object", properties: { timezone: { type: "string" } } },
    });
    expect(convert?.parameters).toMatchObject({
      properties: { value: { type: "number" }, from: { type: "string" }, to: { type: "string" } },
      required: ["value", "from", "to"],
    });
    expect(time?.parameters).not.toHaveProperty("$schema");
  });

  it("A4: refuses a schema that JSON has no words for", () => {
    const input = z.object({ at: z.date() });
    expect(() => toolSpecs({ ...GOOD, tools: { t: { ...TOOL, input } } })).toThrow(
      /agents\/guide: tools\.t\.input has no JSON schema/,
    );
  });
});

describe("handoffs", () => {
  const clerk = { agent: "clerk", when: "When it is about money." };

  it("A9: are tools, with a summary where the context is one", () => {
    const [full, summary, none] = handoffsOf({
      ...GOOD,
      handoffs: ["clerk", { ...clerk, context: "summary" }, { agent: "clerk", context: "none" }],
    });
    expect(handoffSpec(full!, "The clerk")).toMatchObject({
      name: "transfer_to_clerk",
      description: expect.stringContaining("The clerk"),
      parameters: { properties: { summary: { type: "string" } } },
    });
    expect(handoffSpec(full!, "The clerk").parameters).not.toHaveProperty("required");
    expect(handoffSpec(summary!, "The clerk")).toMatchObject({
      description: expect.stringContaining("When it is about money."),
      parameters: { required: ["summary"] },
    });
    expect(handoffSpec(none!, "The clerk").parameters["properties"]).toEqual({});
  });
});

describe("the assistant", () => {
  it("A7: can be spoken", () => {
    expect(assistant.name).toBe("assistant");
    expect(assistant.greeting).toMatch(/^[A-Za-z ,.'?!]+$/);
    expect(Object.keys(assistant.tools ?? {})).toEqual(["get_time", "convert_units"]);
  });
});
