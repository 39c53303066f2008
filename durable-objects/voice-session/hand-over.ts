import { agentInfo } from "./agent-info.ts";
import type { Ears } from "./ears.ts";
import type { Reply } from "./reply.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { ToolDesk } from "./tool-desk.ts";
import { voiceActivityOf } from "./turn-settings-of.ts";

/**
 * Lets the agent come to whom a reply that is over has handed the conversation, and tells the client.
 * False where it has handed over to nobody.
 */
export function handOver(
  reply: Reply,
  wasHeard: boolean,
  ports: SessionPorts,
  { tools, ears }: { readonly tools: ToolDesk; readonly ears: Ears },
): boolean {
  const { cast } = tools;
  if (!reply.handsOver || !cast.take()) return false;
  // Who interrupts says what the new agent has to answer.
  if (!wasHeard) cast.open();
  ears.adapt(voiceActivityOf(ports.agent));
  ports.send({ type: "agent", ...agentInfo(ports.agent), stages: ports.stages() });
  return true;
}
