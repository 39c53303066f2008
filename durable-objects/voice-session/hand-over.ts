import type { TurnHappening } from "../../shared/turn/turn-event.ts";
import { agentInfo } from "./agent-info.ts";
import type { Ears } from "./ears.ts";
import { HANDOFF_NEWS } from "./handoff-news.ts";
import type { Reply } from "./reply.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { ToolDesk } from "./tool-desk.ts";
import { turnSettingsOf, voiceActivityOf } from "./turn-settings-of.ts";

/** What changes with the agent. */
export interface HandOverHost {
  readonly tools: ToolDesk;
  readonly ears: Ears;
  dispatch(event: TurnHappening): void;
}

/**
 * Lets the agent come to whom a reply that is over has handed the conversation, and tells the client.
 * False where it has handed over to nobody.
 */
export function handOver(
  reply: Reply,
  wasHeard: boolean,
  ports: SessionPorts,
  host: HandOverHost,
): boolean {
  const { tools, ears } = host;
  const { cast } = tools;
  if (!reply.handsOver || !cast.take()) return false;
  if (!wasHeard) cast.open();
  ears.adapt(voiceActivityOf(ports.agent));
  ports.send({ type: "agent", ...agentInfo(ports.agent), stages: ports.stages() });
  host.dispatch({ type: "settings", settings: turnSettingsOf(ports.agent) });
  // Who interrupts says what the new agent has to answer.
  if (wasHeard) host.dispatch({ type: "say", what: HANDOFF_NEWS });
  return true;
}
