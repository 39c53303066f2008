import { AppError } from "../../shared/errors/app-error.ts";
import type { AgentDefinition } from "./agent-definition.ts";
import { assistant } from "./assistant.ts";

/** Every agent of this server; the first one is the default. Add your own here. */
export const AGENTS: readonly [AgentDefinition, ...AgentDefinition[]] = registryOf(assistant);

/** Throws AppError `bad_input` when two agents have one name. */
export function registryOf(
  ...agents: [AgentDefinition, ...AgentDefinition[]]
): readonly [AgentDefinition, ...AgentDefinition[]] {
  const names = agents.map((agent) => agent.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new AppError("bad_input", `agents/${twice}: name is taken by another agent.`, {
      field: "name",
    });
  return agents;
}

/** The agent of this name. Throws AppError `bad_input` with the field `agent`. */
export function agentByName(name: string): AgentDefinition {
  const agent = AGENTS.find((candidate) => candidate.name === name);
  if (agent !== undefined) return agent;
  const known = AGENTS.map((candidate) => candidate.name).join(", ");
  throw new AppError("bad_input", `There is no such agent; known are ${known}.`, {
    field: "agent",
  });
}
