import type { JsonSchema, ToolDefinition } from "../chat-types.ts";

/** One parameter of a tool, with what its JSON Schema says about filling it from speech. */
export interface ToolParameter {
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
  readonly kind: ParameterKind;
}

/** What may be filled in; `other` is a schema too rich for filling it word by word. */
export type ParameterKind =
  | { readonly type: "number"; readonly whole: boolean }
  | { readonly type: "text" }
  | { readonly type: "time-zone" }
  | { readonly type: "choice"; readonly values: readonly string[] }
  | { readonly type: "flag" }
  | { readonly type: "other" };

/** A tool's parameters, the required ones first, otherwise in the schema's order. */
export function parametersOf(tool: ToolDefinition): readonly ToolParameter[] {
  const { properties, required } = tool.parameters;
  if (!isSchema(properties)) return [];
  const needed = Array.isArray(required) ? required : [];
  return Object.entries(properties)
    .flatMap(([name, schema]) => (isSchema(schema) ? [{ name, schema }] : []))
    .map(({ name, schema }) => ({
      name,
      required: needed.includes(name),
      description: typeof schema["description"] === "string" ? schema["description"] : "",
      kind: kindOf(name, schema),
    }))
    .toSorted((a, b) => Number(b.required) - Number(a.required));
}

function kindOf(name: string, schema: JsonSchema): ParameterKind {
  const { type, enum: values, description } = schema;
  if (Array.isArray(values) && values.every((value) => typeof value === "string"))
    return { type: "choice", values };
  const types = new Set(Array.isArray(type) ? type : [type]);
  types.delete("null");
  const [only] = types;
  if (types.size !== 1) return { type: "other" };
  switch (only) {
    case "number":
    case "integer":
      return { type: "number", whole: only === "integer" };
    case "boolean":
      return { type: "flag" };
    case "string": {
      const about = `${name} ${typeof description === "string" ? description : ""}`;
      return { type: /\bIANA\b/i.test(about) && /zone/i.test(about) ? "time-zone" : "text" };
    }
    default:
      return { type: "other" };
  }
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
