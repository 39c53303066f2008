import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";

/** What a client is told of an agent. */
export function agentInfo({ name, title, tools }: AgentDefinition): {
  readonly name: string;
  readonly title: string;
  readonly tools: string[];
} {
  return { name, title, tools: Object.keys(tools ?? {}) };
}
