import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";
import type { Env } from "../../worker/env.ts";
import { ScriptedGateway } from "../testing/scripted-gateway.ts";
import { createSessionGateway } from "./session-gateway.ts";
import { ReplyMemory } from "./reply-memory.ts";
import type { Reply } from "./reply.ts";
import type { SessionPorts } from "./session-ports.ts";
import { directThinkRuns } from "./think-runs.ts";
import type { ToolDesk } from "./tool-desk.ts";
import { think } from "./think.ts";

const AGENT: AgentDefinition = {
  name: "guide",
  title: "Guide",
  instructions: "Be kind.",
  guards: ["redact-personal-data"],
};

describe("guards of a conversation", () => {
  it("H1: the deployment's look at its requests", () => {
    const variables = { PARLEY_GUARDS: "blocked-words", PARLEY_BLOCKED_WORDS: "moon" };
    const gateway = createSessionGateway({ ...(env as unknown as Env), ...variables }, () => {});
    const messages = [{ role: "user" as const, text: "The moon?" }];
    expect(() => gateway.run({ task: "text", input: { messages } })).toThrow(
      expect.objectContaining({ code: "prompt_refused" }),
    );
  });

  it("H11: the agent's look at its language model", async () => {
    const gateway = new ScriptedGateway({});
    const reply = {
      signal: new AbortController().signal,
      track: (run: unknown) => run,
      memory: new ReplyMemory("reply", () => undefined, undefined),
    } as unknown as Reply;
    const thinking = directThinkRuns(gateway);
    const ports = { thinking, agent: AGENT, session: "ses_h11" } as unknown as SessionPorts;
    const desk = { offers: () => [] } as unknown as ToolDesk;
    const spoken: string[] = [];
    for await (const clause of think(reply, Promise.resolve([]), desk, ports, { mark() {} }))
      spoken.push(clause);
    expect(spoken).toEqual(["Hello there."]);
    expect(gateway.requests[0]?.options).toEqual({ guards: ["redact-personal-data"] });
  });
});
