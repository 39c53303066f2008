import type { AgentDefinition, Handoff } from "./agent-definition.ts";
import type { ToolSpec } from "./tool-spec.ts";

/** What the names of tools begin with that hand a conversation over. */
export const HANDOFF_PREFIX = "transfer_to_";

/** An agent's handoffs, with their defaults. */
export function handoffsOf({ handoffs = [] }: AgentDefinition): readonly Required<Handoff>[] {
  return handoffs.map((handoff) => ({
    when: "",
    context: "full",
    opens: "answer",
    ...(typeof handoff === "string" ? { agent: handoff } : handoff),
  }));
}

/** The tool by which a model hands over to `title`. */
export function handoffSpec({ agent, when, context }: Handoff, title: string): ToolSpec {
  const summary = {
    type: "string",
    description: "What the other one must know of the conversation, in a few sentences.",
  };
  const told = context !== "none";
  return {
    name: `${HANDOFF_PREFIX}${agent}`,
    description:
      `Hands the conversation over to ${title}, who goes on with it.` +
      (when === undefined || when === "" ? "" : ` ${when}`) +
      " Say in a short sentence that you do so, then call this as the last thing.",
    parameters: {
      type: "object",
      properties: told ? { summary } : {},
      ...(context === "summary" ? { required: ["summary"] } : {}),
      additionalProperties: false,
    },
  };
}
