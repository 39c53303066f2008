import * as z from "zod";
import { AppError } from "../../shared/errors/app-error.ts";
import type { AgentDefinition } from "./agent-definition.ts";

/** A tool as a model sees it: the gateway's ToolSpec. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  /** JSON schema, draft 2020-12. */
  readonly parameters: Record<string, unknown>;
}

/**
 * An agent's tools as a model sees them. Throws AppError `bad_input`, naming the tool, for an input
 * schema that JSON Schema has no words for.
 */
export function toolSpecs(agent: AgentDefinition): readonly ToolSpec[] {
  return Object.entries(agent.tools ?? {}).map(([name, tool]) => ({
    name,
    description: tool.description,
    parameters: jsonSchema(tool.input, `agents/${agent.name}`, `tools.${name}.input`),
  }));
}

function jsonSchema(input: z.ZodType, agent: string, field: string): Record<string, unknown> {
  try {
    // Models are told what they may write, not what the handler gets.
    const { $schema: _, ...schema } = z.toJSONSchema(input, { io: "input" });
    return schema;
  } catch (cause) {
    throw new AppError("bad_input", `${agent}: ${field} has no JSON schema.`, { field, cause });
  }
}
