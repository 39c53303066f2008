import { apologyFor, fixedClauses } from "./fixed-words.ts";
import type { SessionPorts } from "./session-ports.ts";
import { voiceClause } from "./voiced-clause.ts";

/** Has the agent's voice say beforehand what it must be able to say when no model answers. */
export async function prepareApology(ports: SessionPorts, signal: AbortSignal): Promise<void> {
  if (ports.audience() !== "plays") return;
  // Whoever fails here will be asked again: it is no failure of the conversation.
  const events = { first() {}, problem() {} };
  const nobody = { signal, track: <Run>(run: Run): Run => run };
  for (const stage of ["think", "listen"] as const)
    for await (const text of fixedClauses(apologyFor(ports.agent, stage)))
      await voiceClause(text, nobody, ports, events, ports.recorded).samples;
}
