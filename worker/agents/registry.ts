import { AppError } from "../../shared/errors/app-error.ts";
import type { AgentDefinition } from "./agent-definition.ts";
import { assistant } from "./assistant.ts";
import { handoffsOf } from "./handoff-tool.ts";

/** Every agent of this server; the first one is the default. Add your own here. */
export const AGENTS: readonly [AgentDefinition, ...AgentDefinition[]] = registryOf(assistant);

/** Throws AppError `bad_input` when two agents have one name, or one hands over to nobody. */
export function registryOf(
  ...agents: [AgentDefinition, ...AgentDefinition[]]
): readonly [AgentDefinition, ...AgentDefinition[]] {
  const names = agents.map((agent) => agent.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new AppError("bad_input", `agents/${twice}: name is taken by another agent.`, {
      field: "name",
    });
  for (const { name, ...agent } of agents)
    for (const [index, handoff] of handoffsOf({ name, ...agent }).entries())
      if (handoff.agent === name || !names.includes(handoff.agent)) {
        const field = `handoffs.${index}`;
        throw new AppError("bad_input", `agents/${name}: ${field} is no other agent.`, { field });
      }
  return agents;
}

/** The agent of this name. Throws AppError `bad_input` with the field `agent`. */
export function agentByName(
  name: string,
  agents: readonly AgentDefinition[] = AGENTS,
): AgentDefinition {
  const agent = agents.find((candidate) => candidate.name === name);
  if (agent !== undefined) return agent;
  const known = agents.map((candidate) => candidate.name).join(", ");
  throw new AppError("bad_input", `There is no such agent; known are ${known}.`, {
    field: "agent",
  });
}
