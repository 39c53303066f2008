import { runInDurableObject } from "cloudflare:test";
import { expect } from "vitest";
import * as z from "zod";
import { messageText } from "../../shared/protocol/conversation.ts";
import type { ToolPart } from "../../shared/protocol/conversation.ts";
import type {
  AgentDefinition,
  AgentTool,
  ServerTool,
} from "../../worker/agents/agent-definition.ts";
import { defineTool } from "../../worker/agents/define-tool.ts";
import type { PromptMessage } from "../../worker/gateway/run-types.ts";
import type { Script, ScriptedGateway } from "./scripted-gateway.ts";
import { cast, script, sessionStub } from "./test-client.ts";
import type { TestClient } from "./test-client.ts";

/** Whether a message is the agent's. */
export const isAgent = ({ message }: { message: { role: string } }): boolean =>
  message.role === "assistant";

function agentWith(
  tools: Record<string, AgentTool>,
  more: Partial<AgentDefinition> = {},
): AgentDefinition {
  return { name: "assistant", title: "Assistant", instructions: "Be kind.", tools, ...more };
}

/** A session whose agent has these tools, and whose model calls as it is told and then says what it read. */
export async function session(
  id: string,
  tools: Record<string, AgentTool>,
  { calls, before = "", ...steps }: Script & { calls: readonly string[]; before?: string },
  more: Partial<AgentDefinition> = {},
): Promise<ScriptedGateway> {
  await cast(id, [agentWith(tools, more)]);
  return script(id, {
    async *think(messages) {
      const last = messages.at(-1);
      if (last?.role === "tool") return yield `I read: ${results(messages).join(" and ")}`;
      if (last?.text !== "Go.") return yield "All right.";
      if (before !== "") yield before;
      for (const call of calls) yield { tool: call, input: "{}" };
    },
    ...steps,
  });
}

/** The results of the last calls, as the model reads them. */
function results(messages: readonly PromptMessage[]): string[] {
  const from = messages.findLastIndex(({ role }) => role !== "tool") + 1;
  return messages.slice(from).map(({ text }) => text);
}

/** The next message of the agent. */
export async function reply(client: TestClient): Promise<{ text: string; tools: ToolPart[] }> {
  const { message } = await client.next("message", isAgent);
  const tools = message.parts.filter((part) => part.type === "tool");
  return { text: messageText(message), tools };
}

/** Ends the object's life at once, as a crash does. */
export async function kill(id: string): Promise<void> {
  await runInDurableObject(sessionStub(id), (_, state) => {
    state.abort("killed by a test");
  }).catch(() => undefined);
}

/** A tool that runs until the test says so. */
export function held(more: Partial<ServerTool> = {}) {
  const over = Promise.withResolvers<string>();
  let runs = 0;
  let signal: AbortSignal | undefined;
  const tool = defineTool({
    description: "Takes its time.",
    input: z.object({}),
    ...more,
    run(_input: object, context) {
      runs++;
      signal = context.signal;
      return over.promise;
    },
  });
  return { tool, signal: () => signal, end: over.resolve, runs: () => runs };
}

/** Waits for a tool to begin, in the test's own context. */
export async function begun(tool: ReturnType<typeof held>): Promise<void> {
  await expect.poll(tool.runs).toBe(1);
}

/** A tool that has its result at once. */
export function quick(output: unknown, more: Partial<ServerTool> = {}): AgentTool {
  return defineTool({ description: "Is quick.", input: z.object({}), ...more, run: () => output });
}
