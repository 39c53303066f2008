/** The parts of a JSON schema that Parley's messages use. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A schema in one line that a person reads: `string ≤ 100`, `"a" \| "b"`, `Message[]`. */
export function notation(schema: JsonSchema): string {
  if (schema.$ref !== undefined) return schema.$ref.split("/").at(-1) ?? "";
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  const union = schema.anyOf ?? schema.oneOf;
  if (union !== undefined) return union.map(notation).join(" | ");
  switch (schema.type) {
    case "string":
      return `string${atMost(schema.maxLength)}`;
    case "integer":
      return `integer${schema.minimum === 0 ? " ≥ 0" : ""}${atMost(safe(schema.maximum))}`;
    case "array":
      return `${bracketed(notation(schema.items ?? {}))}[]${atMost(schema.maxItems)}`;
    case "object":
      return objectNotation(schema);
    default:
      return schema.type ?? "any";
  }
}

function bracketed(item: string): string {
  return /^\w+$/.test(item) ? item : `(${item})`;
}

function objectNotation(schema: JsonSchema): string {
  if (schema.properties !== undefined) {
    const fields = Object.entries(schema.properties).map(([name, field]) => {
      const mark = schema.required?.includes(name) ? "" : "?";
      return `${name}${mark}: ${notation(field)}`;
    });
    return `{ ${fields.join(", ")} }`;
  }
  const value = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
  return `{ [${notation(schema.propertyNames ?? { type: "string" })}]: ${notation(value)} }`;
}

function atMost(limit: number | undefined): string {
  return limit === undefined ? "" : ` ≤ ${limit.toLocaleString("en")}`;
}

/** zod writes the largest safe integer where no maximum was given. */
function safe(maximum: number | undefined): number | undefined {
  return maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
}
