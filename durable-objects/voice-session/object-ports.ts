import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";
import type { Env } from "../../worker/env.ts";
import { LOCAL } from "../../worker/gateway/providers/registry.ts";
import { resolveStage, resolveStages } from "../../worker/gateway/stages.ts";
import { contextTokensOf } from "./context-tokens.ts";
import { recordedSpeech } from "./recorded-speech.ts";
import type { SessionPorts } from "./session-ports.ts";
import { SYSTEM } from "./system-clock.ts";
import { createThinkRuns } from "./think-runs.ts";

/** What depends on who speaks, and on the platform. */
type Derived =
  | "thinking"
  | "agent"
  | "readsAhead"
  | "contextTokens"
  | "recorded"
  | "stages"
  | "now"
  | "wait"
  | "schedule"
  | "newId";

/** The ports of a conversation in its object: the platform's clocks, and the present agent's models. */
export function objectPorts(
  env: Env,
  speaker: () => AgentDefinition,
  own: Omit<SessionPorts, Derived | "companion"> & {
    /** Names the Runner of its replies; see run-id.ts. */
    readonly scope: string;
    readonly companion: (agent: AgentDefinition) => SessionPorts["companion"];
  },
): SessionPorts {
  const thinks = (): string => resolveStage("think", env, speaker().models?.think).model;
  return {
    ...own,
    get agent() {
      return speaker();
    },
    get companion() {
      return own.companion(speaker());
    },
    thinking: createThinkRuns(env, own.scope, own.gateway),
    readsAhead: () => thinks().startsWith(`${LOCAL}/`),
    contextTokens: () => contextTokensOf(thinks()),
    get recorded() {
      const { models, voice } = speaker();
      return recordedSpeech(resolveStage("speak", env, models?.speak).model, voice);
    },
    stages: () => resolveStages(env, speaker().models),
    now: SYSTEM.now,
    wait: (ms, signal) => scheduler.wait(ms, signal === undefined ? {} : { signal }),
    schedule: SYSTEM.schedule,
    newId: () => crypto.randomUUID(),
  };
}
