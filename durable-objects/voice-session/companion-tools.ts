import * as z from "zod";
import { AppError } from "../../shared/errors/app-error.ts";
import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";
import { errorOf } from "../../worker/gateway/error-data.ts";
import type { AgentCalls } from "../agent/agent-calls.ts";
import type { McpTool } from "../agent/mcp-tool.ts";
import { checkSchema, fillersOf } from "./toolset.ts";
import type { Offer } from "./toolset.ts";

type Parameters = Readonly<Record<string, unknown>>;

const REMEMBER: Parameters = objectOf(
  { fact: { type: "string", description: "One short sentence about the user." } },
  ["fact"],
);
const FORGET: Parameters = objectOf(
  { fact: { type: "string", description: "The note's number, or words that are in it." } },
  ["fact"],
);
const FOLLOW_UP: Parameters = objectOf(
  {
    note: { type: "string", description: "What to tell or ask the user then." },
    delay_seconds: { type: "number", description: "Seconds from now." },
    at: {
      type: "string",
      description: "Instead of a delay: a time with its offset, like 2026-01-31T09:00:00+01:00.",
    },
  },
  ["note"],
);

/** Whom a tool acts for. */
export interface CompanionScene {
  readonly agent: AgentDefinition;
  readonly calls: AgentCalls;
  readonly session: string;
  /** Whether anything is remembered of this user. */
  readonly remembers: boolean;
}

/** The tools that the durable agent brings: memory, follow-ups, and those of MCP servers. */
export function companionTools(scene: CompanionScene, mcp: readonly McpTool[]): readonly Offer[] {
  const { agent, calls, session, remembers } = scene;
  const offers: Offer[] = [];
  if (remembers) {
    offers.push(
      offer(agent, "remember", {
        description:
          "Keeps a lasting fact about the user for later conversations, when the user asks for it " +
          "or tells something that will matter later.",
        parameters: REMEMBER,
        run: async ({ fact }) => {
          const kept = await calls.remember(String(fact), session);
          if (kept === undefined) throw new AppError("bad_input", "That is empty or too long.");
          return `It is note ${kept.id} now.`;
        },
      }),
      offer(agent, "forget", {
        description: "Forgets a note about the user, when the user asks for it.",
        parameters: FORGET,
        run: async ({ fact }) => {
          const outcome = await calls.forget(String(fact));
          if (outcome.type === "forgotten") return "It is forgotten.";
          if (outcome.type === "unknown") return "There is no such note.";
          const fits = outcome.facts.map(({ id, text }) => `${id}. ${JSON.stringify(text)}`);
          return `Several notes fit; name one by its number. ${fits.join(" ")}`;
        },
      }),
    );
  }
  if (agent.followUps === true)
    offers.push(
      offer(agent, "follow_up", {
        description: "Arranges that you tell the user something later, on your own.",
        parameters: FOLLOW_UP,
        run: async ({ note, delay_seconds: delay, at }) => {
          const time =
            typeof delay === "number"
              ? { delaySeconds: delay }
              : { at: typeof at === "string" ? at : "" };
          const answer = await calls.followUp(time, String(note));
          if (!answer.ok) throw errorOf(answer.error);
          return `It will be said at ${new Date(answer.value.at).toISOString()}.`;
        },
      }),
    );
  for (const tool of mcp) offers.push(mcpOffer(agent, calls, tool));
  return offers;
}

function mcpOffer(agent: AgentDefinition, calls: AgentCalls, tool: McpTool): Offer {
  const server = (agent.mcp ?? []).find(({ name }) => tool.name.startsWith(`mcp_${name}_`));
  const made = offer(agent, tool.name, {
    description: tool.description,
    parameters: tool.parameters,
    run: async (input) => {
      const outcome = await calls.callTool(tool.name, input);
      if (outcome.state === "failed") throw new AppError("model_failed", outcome.text);
      return outcome.text;
    },
  });
  const asks = server?.needsApproval === true && !tool.readOnly;
  return { ...made, readOnly: tool.readOnly, needsApproval: () => asks };
}

function offer(
  agent: AgentDefinition,
  name: string,
  tool: {
    readonly description: string;
    readonly parameters: Parameters;
    run(input: Record<string, unknown>): Promise<string>;
  },
): Offer {
  const { description, parameters } = tool;
  return {
    spec: { name, description, parameters: { ...parameters } },
    readOnly: false,
    fillers: fillersOf(agent.filler),
    needsApproval: () => false,
    check: (input) => checkSchema(input, { ...parameters }),
    how: {
      runs: "server",
      tool: {
        description,
        input: z.unknown(),
        run: (input) => tool.run(input as Record<string, unknown>),
      },
    },
  };
}

function objectOf(properties: object, required: readonly string[]): Parameters {
  return { type: "object", properties, required, additionalProperties: false };
}
