import type { AgentDefinition, AgentSounds } from "../../worker/agents/agent-definition.ts";

/** What a client is told of an agent. */
export function agentInfo({ name, title, tools, sounds }: AgentDefinition): {
  readonly name: string;
  readonly title: string;
  readonly tools: string[];
  readonly sounds?: AgentSounds;
} {
  const info = { name, title, tools: Object.keys(tools ?? {}) };
  return sounds === undefined ? info : { ...info, sounds };
}
