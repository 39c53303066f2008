import { parameterError } from "../../shared/tools/parameter-error.ts";
import type { ClientToolSpec } from "../../shared/protocol/client-messages.ts";
import type {
  AgentDefinition,
  AgentTool,
  Handoff,
  ServerTool,
} from "../../worker/agents/agent-definition.ts";
import { handoffsOf, handoffSpec } from "../../worker/agents/handoff-tool.ts";
import { toolSpecs } from "../../worker/agents/tool-spec.ts";
import type { ToolSpec } from "../../worker/gateway/run-types.ts";

/** What a model's arguments come to. */
export type Checked =
  | { readonly state: "good"; readonly input: unknown }
  /** `problem`: a sentence for the model. */
  | { readonly state: "wrong"; readonly input: unknown; readonly problem: string };

/** A tool that the model may call now, wherever it runs. */
export interface Offer {
  readonly spec: ToolSpec;
  readonly readOnly: boolean;
  readonly fillers: readonly string[];
  needsApproval(input: unknown): boolean;
  /** Checks what the model wrote, which is hostile until then. */
  check(input: unknown): Checked;
  readonly how:
    | { readonly runs: "server"; readonly tool: ServerTool }
    | { readonly runs: "client" }
    | { readonly runs: "handoff"; readonly handoff: Required<Handoff> };
}

/** Specifications cost a walk through the schema; an agent's never change. */
const SPECS = new WeakMap<AgentDefinition, readonly ToolSpec[]>();

/**
 * The tools of an agent: its own, those that the client runs and has a handler for, handoffs, what
 * the durable agent brings, and the client's own. Nobody gets a name that one before has.
 */
export function toolset(
  agent: AgentDefinition,
  client: readonly ClientToolSpec[],
  titleOf: (agent: string) => string,
  companion: readonly Offer[] = [],
): readonly Offer[] {
  const specs = SPECS.get(agent) ?? toolSpecs(agent);
  SPECS.set(agent, specs);
  const tools = agent.tools ?? {};
  const own = specs.flatMap((spec) => {
    const tool = tools[spec.name];
    if (tool === undefined) return [];
    const runsThere = "runs" in tool;
    if (runsThere && !client.some(({ name }) => name === spec.name)) return [];
    return [offerOf(spec, tool, agent)];
  });
  const handoffs = handoffsOf(agent).map((handoff): Offer => {
    const spec = handoffSpec(handoff, titleOf(handoff.agent));
    return {
      spec,
      readOnly: false,
      fillers: [],
      needsApproval: () => false,
      check: (input) => checkSchema(input, spec.parameters),
      how: { runs: "handoff", handoff },
    };
  });
  const others = agent.clientTools === "declared" ? [] : client;
  const clients = others.flatMap((spec) => {
    return isWhole(spec) ? [clientOffer(spec, agent)] : [];
  });
  const taken = new Set(Object.keys(tools));
  const more = [...handoffs, ...companion, ...clients].filter(({ spec: { name } }) => {
    const isFree = !taken.has(name);
    taken.add(name);
    return isFree;
  });
  return [...own, ...more];
}

type WholeSpec = ClientToolSpec & { description: string; parameters: Record<string, unknown> };

function isWhole(spec: ClientToolSpec): spec is WholeSpec {
  return spec.description !== undefined && spec.parameters !== undefined;
}

function offerOf(spec: ToolSpec, tool: AgentTool, agent: AgentDefinition): Offer {
  return {
    spec,
    readOnly: tool.readOnly ?? false,
    fillers: fillersOf(tool.filler ?? agent.filler),
    needsApproval: (input) => {
      const { needsApproval = false } = tool;
      return typeof needsApproval === "function" ? needsApproval(input) : needsApproval;
    },
    check(input) {
      const parsed = tool.input.safeParse(input);
      if (parsed.success) return { state: "good", input: parsed.data };
      const issue = parsed.error.issues[0];
      const field = issue?.path.join(".") ?? "";
      const where = field === "" ? "" : ` at ${field}`;
      const problem = `The input is wrong${where}: ${issue?.message ?? "invalid"}`;
      return { state: "wrong", input, problem };
    },
    how: "runs" in tool ? { runs: "client" } : { runs: "server", tool },
  };
}

function clientOffer(
  { name, description, parameters, readOnly }: WholeSpec,
  agent: AgentDefinition,
): Offer {
  return {
    spec: { name, description, parameters },
    readOnly: readOnly ?? false,
    fillers: fillersOf(agent.filler),
    needsApproval: () => false,
    check: (input) => checkSchema(input, parameters),
    how: { runs: "client" },
  };
}

/** Checks what the model wrote by a JSON schema. */
export function checkSchema(input: unknown, schema: Record<string, unknown>): Checked {
  const error = parameterError(input, { type: "object", ...schema });
  if (error === undefined) return { state: "good", input };
  return { state: "wrong", input, problem: `The input is wrong: ${error}.` };
}

/** What may be said while a tool runs. */
export function fillersOf(filler: string | readonly string[] = []): readonly string[] {
  return typeof filler === "string" ? [filler] : filler;
}
