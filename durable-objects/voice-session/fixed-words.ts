import { EMPTY_CHUNKER, flushText, pushText } from "../../shared/speech/sentence-chunker.ts";
import type { ReplyTo } from "../../shared/turn/turn-effect.ts";
import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";

/** What an agent says of its own accord where its author chose no words. */
const NUDGE = "Are you still there?";
const GOODBYE = {
  idle: "I will leave you for now. Goodbye.",
  duration: "Our time is up for now. Goodbye.",
} as const;

const APOLOGY = {
  listen: "Sorry, I could not hear that. Please say it again.",
  think: "Sorry, something went wrong. Please try again.",
} as const;

/** What the agent says when a stage has failed and nobody stands in. */
export function apologyFor({ apology }: AgentDefinition, stage: "listen" | "think"): string {
  return apology ?? APOLOGY[stage];
}

/** The words of a reply that no model has to make; undefined where one has. */
export function fixedWords(agent: AgentDefinition, to: ReplyTo): string | undefined {
  switch (to.kind) {
    case "greeting":
      return agent.greeting ?? "";
    case "nudge":
      return agent.nudge ?? NUDGE;
    case "goodbye":
      return agent.goodbye ?? GOODBYE[to.reason];
    case "apology":
      return apologyFor(agent, to.stage);
    case "words":
    case "news":
      return undefined;
  }
}

/** Fixed words in clauses, as the think stage would give them. */
export async function* fixedClauses(text: string): AsyncGenerator<string> {
  const [rest, chunks] = pushText(EMPTY_CHUNKER, text);
  yield* chunks;
  yield* flushText(rest);
}
