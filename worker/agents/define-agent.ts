import * as z from "zod";
import { AppError } from "../../shared/errors/app-error.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import { GUARDS } from "../guards/registry.ts";
import { TURN_SETTINGS } from "../../shared/turn/turn-settings.ts";
import type { AgentDefinition, AgentTool, ServerTool, ToolTraits } from "./agent-definition.ts";
import { mcpServers } from "./mcp-servers.ts";
import { HANDOFF_PREFIX } from "./handoff-tool.ts";

/** Bounds of an agent's numbers and texts. */
const BOUNDS = {
  nameLength: 48,
  titleLength: 80,
  instructionsLength: 32_000,
  descriptionLength: 1_024,
  tools: 32,
  endMs: { min: 200, max: 5_000 },
  pauseMs: { min: 32, max: 5_000 },
  awayMs: { min: 1_000, max: 3_600_000 },
  sessionMs: { min: 1_000, max: 86_400_000 },
  words: { min: 1, max: 20 },
  keywords: 100,
  models: 8,
  maxTokens: { min: 1, max: 8_192 },
  contextTokens: { min: 512, max: 1_000_000 },
  fillers: 16,
  handoffs: 16,
} as const;

const sentence = (length: number, what: string): z.ZodType<string> =>
  z
    .string(`must be ${what}`)
    .refine((text) => text.trim() !== "", "must not be empty")
    .refine((text) => text.length <= length, `must be at most ${length} characters`);

const whole = ({ min, max }: { min: number; max: number }, unit: string): z.ZodType<number> =>
  z
    .number(`must be a whole number of ${unit} from ${min} to ${max}`)
    .refine(
      (value) => Number.isInteger(value) && value >= min && value <= max,
      `must be a whole number of ${unit} from ${min} to ${max}`,
    );

const MODEL = "must be provider/model or dynamic/<route>";
const model = z.string(MODEL).regex(/^[^/]+\/.+$/, MODEL);

const choice = z.union([
  model,
  z.array(model).min(1, "must name a model").max(BOUNDS.models, `must be at most ${BOUNDS.models}`),
]);

const GUARD_NAMES = GUARDS.map((guard) => guard.name);

const guard = z
  .string("must be a guard's name")
  .refine((name) => GUARD_NAMES.includes(name), `must be one of ${GUARD_NAMES.join(", ")}`);

const FILLERS = `must be a sentence, or 1 to ${BOUNDS.fillers} sentences`;

const filler = z.union([
  sentence(LIMITS.replyLength, "a sentence"),
  z
    .array(sentence(LIMITS.replyLength, "a sentence"), FILLERS)
    .refine(({ length }) => length > 0 && length <= BOUNDS.fillers, FILLERS),
]);

const traits = {
  description: sentence(BOUNDS.descriptionLength, "what the tool does, for the model"),
  input: z.custom<z.ZodType>((value) => value instanceof z.ZodType, "must be a zod schema"),
  readOnly: z.boolean("must be true or false").optional(),
  needsApproval: z
    .custom<ToolTraits["needsApproval"]>(
      (value) => typeof value === "boolean" || typeof value === "function",
      "must be true, false or a function",
    )
    .optional(),
  filler: filler.optional(),
};

const serverTool = z.strictObject(
  {
    ...traits,
    background: z.boolean("must be true or false").optional(),
    run: z.custom<ServerTool["run"]>((value) => typeof value === "function", "must be a function"),
  },
  "must be a tool: description, input, run",
);

const clientTool = z.strictObject({ ...traits, runs: z.literal("client", 'must be "client"') });

/** Checked as the one or the other, so that what is wrong is named by its own field. */
const tool = z.custom<AgentTool>().superRefine((value, context) => {
  const isClients = typeof value === "object" && value !== null && "runs" in value;
  const checked = (isClients ? clientTool : serverTool).safeParse(value);
  for (const issue of checked.error?.issues ?? []) context.addIssue({ ...issue });
});

const agentName = z
  .string("must be a text")
  .regex(
    /^[a-z][a-z0-9-]*$/,
    "must be lower case letters, digits and hyphens, beginning with a letter",
  )
  .max(BOUNDS.nameLength, `must be at most ${BOUNDS.nameLength} characters`);

const handoff = z.union([
  agentName,
  z.strictObject(
    {
      agent: agentName,
      when: sentence(BOUNDS.descriptionLength, "when to hand over, for the model").optional(),
      context: z.enum(["full", "summary", "none"], "must be full, summary or none").optional(),
      opens: z.enum(["answer", "greeting"], "must be answer or greeting").optional(),
    },
    "must be an agent's name, or an object with one",
  ),
]);

const off = <T>(schema: z.ZodType<T>): z.ZodType<T | "off"> => z.union([z.literal("off"), schema]);

const turn = z
  .strictObject({
    language: z
      .string("must be a language tag, for example en or de-CH")
      .regex(
        /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/,
        "must be a language tag, for example en or de-CH",
      )
      .optional(),
    pauseMs: whole(BOUNDS.pauseMs, "milliseconds").optional(),
    minMs: whole(BOUNDS.endMs, "milliseconds").optional(),
    endMs: whole(BOUNDS.endMs, "milliseconds").optional(),
    maxMs: whole(BOUNDS.endMs, "milliseconds").optional(),
    interruption: z
      .discriminatedUnion(
        "type",
        [
          z.strictObject({ type: z.literal("words"), count: whole(BOUNDS.words, "words") }),
          z.strictObject({
            type: z.literal("keywords"),
            keywords: z
              .array(sentence(BOUNDS.titleLength, "a word"), "must be a list of words")
              .refine(
                ({ length }) => length > 0 && length <= BOUNDS.keywords,
                `must be 1 to ${BOUNDS.keywords} words`,
              ),
          }),
          z.strictObject({ type: z.literal("never") }),
        ],
        "must have the type words, keywords or never",
      )
      .optional(),
    overlapMs: whole({ min: 0, max: 5_000 }, "milliseconds").optional(),
    duckMs: whole(BOUNDS.awayMs, "milliseconds").optional(),
    answerMs: whole({ min: 0, max: 10_000 }, "milliseconds").optional(),
    speculation: off(
      z.strictObject(
        {
          usd: z
            .number("must be an amount in USD")
            .refine((usd) => usd >= 0, "must not be negative"),
          replies: whole({ min: 0, max: 1_000_000 }, "replies"),
        },
        "must be off, or limits: usd and replies",
      ),
    ).optional(),
    awayMs: off(whole(BOUNDS.awayMs, "milliseconds")).optional(),
    idleMs: off(whole(BOUNDS.awayMs, "milliseconds")).optional(),
    sessionMs: off(whole(BOUNDS.sessionMs, "milliseconds")).optional(),
    graceMs: whole(BOUNDS.awayMs, "milliseconds").optional(),
  })
  .refine(({ pauseMs = 0, endMs = TURN_SETTINGS.endMs }) => pauseMs <= endMs, {
    path: ["pauseMs"],
    message: "must not be longer than turn.endMs",
  })
  .refine(({ minMs, endMs }) => minMs === undefined || minMs <= (endMs ?? TURN_SETTINGS.endMs), {
    path: ["minMs"],
    message: "must not be longer than turn.endMs",
  })
  .refine(({ endMs, maxMs }) => maxMs === undefined || maxMs >= (endMs ?? TURN_SETTINGS.endMs), {
    path: ["maxMs"],
    message: "must not be shorter than turn.endMs",
  });

const sound = sentence(BOUNDS.descriptionLength, "the name of a sound, or its address");

const sounds = z.strictObject(
  {
    background: sound.optional(),
    thinking: sound.optional(),
    volume: z
      .number("must be a number from 0 to 1")
      .refine((volume) => volume >= 0 && volume <= 1, "must be a number from 0 to 1")
      .optional(),
  },
  "must be sounds: background, thinking, volume",
);

const definition = z.strictObject({
  name: agentName,
  title: sentence(BOUNDS.titleLength, "the agent's name for people"),
  instructions: sentence(BOUNDS.instructionsLength, "what the model is told about who it is"),
  greeting: sentence(LIMITS.replyLength, "what the agent says first").optional(),
  nudge: sentence(LIMITS.replyLength, "what the agent asks somebody who says nothing").optional(),
  goodbye: sentence(LIMITS.replyLength, "what the agent says at the end").optional(),
  apology: sentence(LIMITS.replyLength, "what the agent says when it can't answer").optional(),
  voice: sentence(BOUNDS.titleLength, "the name of a voice").optional(),
  models: z
    .strictObject({
      listen: choice.optional(),
      think: choice.optional(),
      speak: choice.optional(),
      see: choice.optional(),
    })
    .optional(),
  guards: z.array(guard, "must be a list of guards' names").optional(),
  approvalRequest: sentence(LIMITS.replyLength, "what the agent says").optional(),
  filler: filler.optional(),
  clientTools: z.enum(["any", "declared"], "must be any or declared").optional(),
  handoffs: z
    .array(handoff, "must be a list of agents")
    .refine(({ length }) => length <= BOUNDS.handoffs, `must be at most ${BOUNDS.handoffs} agents`)
    .optional(),
  context: z
    .strictObject({
      tokens: whole(BOUNDS.contextTokens, "tokens").optional(),
      summaries: z.boolean("must be true or false").optional(),
    })
    .optional(),
  tools: z
    .record(
      z
        .string()
        .regex(/^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/, "must be letters, digits, underscores, hyphens")
        .refine(
          (name) => !name.startsWith(HANDOFF_PREFIX),
          `must not begin with ${HANDOFF_PREFIX}, which handoffs do`,
        ),
      tool,
    )
    .refine(
      (tools) => Object.keys(tools).length <= BOUNDS.tools,
      `must be at most ${BOUNDS.tools} tools`,
    )
    .optional(),
  turn: turn.optional(),
  memory: z
    .union([
      z.boolean(),
      z.strictObject(
        { extract: z.boolean("must be true or false") },
        "must be true, false, or { extract }",
      ),
    ])
    .optional(),
  mcp: mcpServers.optional(),
  followUps: z.boolean("must be true or false").optional(),
  sounds: sounds.optional(),
  maxTokens: whole(BOUNDS.maxTokens, "tokens").optional(),
});

/**
 * Checks an agent when its file is loaded, so that a wrong one stops the Worker from starting and
 * not somebody's conversation. Throws AppError `bad_input` whose message names the agent and the
 * field (`agents/assistant: turn.endMs must be …`), as `field` does.
 */
export function defineAgent(agent: AgentDefinition): AgentDefinition {
  const checked = definition.safeParse(agent);
  if (checked.success) return agent;
  const [issue] = checked.error.issues;
  const name = typeof agent?.name === "string" && agent.name !== "" ? agent.name : "(no name)";
  if (issue === undefined) throw new AppError("bad_input", `agents/${name}: the agent is wrong.`);
  const [field, text] = describeIssue(issue);
  throw new AppError("bad_input", `agents/${name}: ${field} ${text}.`, { field });
}

/** The dotted path of what is wrong, and the rest of the sentence. */
function describeIssue(issue: z.core.$ZodIssue): readonly [string, string] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys")
    return [[...path, issue.keys[0] ?? ""].join("."), "is not a field of an agent"];
  if (issue.code === "invalid_key")
    return [path.join("."), issue.issues[0]?.message ?? issue.message];
  if (issue.code === "invalid_union") {
    // Of alternatives the last one says what is wanted.
    const inner = issue.errors.at(-1)?.[0];
    if (inner !== undefined)
      return describeIssue({ ...inner, path: [...issue.path, ...inner.path] });
  }
  if (path.length === 0) return ["agent", "must be an object"];
  return [path.join("."), issue.message];
}
