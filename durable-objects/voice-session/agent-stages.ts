import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";
import { resolveStages } from "../../worker/gateway/stages.ts";
import type { Stage, StageName } from "../../worker/gateway/stages.ts";

/** Which model serves each stage of this agent: its own choice, or else the server's. */
export function agentStages(
  agent: AgentDefinition,
  environment: object,
): Readonly<Record<StageName, Stage>> {
  const stages = resolveStages(environment);
  const chosen = (name: StageName): Stage => {
    const model = agent.models?.[name];
    return model === undefined ? stages[name] : { model, why: "The agent names it." };
  };
  return {
    listen: chosen("listen"),
    think: chosen("think"),
    speak: chosen("speak"),
    see: chosen("see"),
  };
}
