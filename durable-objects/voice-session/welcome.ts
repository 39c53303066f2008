import type { Message } from "../../shared/protocol/conversation.ts";
import type { ServerMessage } from "../../shared/protocol/server-messages.ts";
import { PROTOCOL_VERSION } from "../../shared/protocol/version.ts";
import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";
import type { Environment } from "../../worker/gateway/environment.ts";
import { resolveStages } from "../../worker/gateway/stages.ts";
import { agentInfo } from "./agent-info.ts";

/** What a client that has just come is told. */
export function welcome(
  agent: AgentDefinition,
  env: Environment,
  {
    session,
    history,
    resuming,
  }: {
    readonly session: string;
    readonly history: readonly Message[];
    readonly resuming: number | undefined;
  },
): ServerMessage {
  return {
    ...{ type: "welcome", protocol: PROTOCOL_VERSION, session, agent: agentInfo(agent) },
    stages: resolveStages(env, agent.models),
    history: [...history],
    ...(resuming === undefined ? {} : { resuming }),
  };
}
