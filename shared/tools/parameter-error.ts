/** A JSON schema, as somebody else wrote it: any keyword may be of any shape. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Levels of a schema that are looked into. */
const DEEPEST = 8;

/**
 * What is wrong with a value by a JSON schema, as half a sentence for a model; undefined where
 * nothing is. Looks at `type`, `enum`, `const`, `properties`, `required`, `additionalProperties:
 * false` and `items`; whatever else a schema says is left to whoever uses the value. Patterns are
 * left out on purpose: a stranger's regular expression can keep a processor busy for ever.
 */
export function parameterError(value: unknown, schema: JsonSchema): string | undefined {
  return errorAt("the input", value, schema, 0);
}

function errorAt(
  at: string,
  value: unknown,
  schema: JsonSchema,
  depth: number,
): string | undefined {
  const { type, enum: choices } = schema;
  const types = Array.isArray(type) ? type : type === undefined ? [] : [type];
  if (types.length > 0 && !types.some((one) => isOfType(value, one)))
    return `${at} must be of type ${types.join(" or ")}`;
  if (Array.isArray(choices) && !choices.some((choice) => isSame(choice, value)))
    return `${at} must be one of ${choices.map((choice) => JSON.stringify(choice)).join(", ")}`;
  if ("const" in schema && !isSame(schema["const"], value))
    return `${at} must be ${JSON.stringify(schema["const"])}`;
  if (depth === DEEPEST || typeof value !== "object" || value === null) return undefined;
  return Array.isArray(value)
    ? itemError(at, value, schema, depth)
    : propertyError(at, value as JsonSchema, schema, depth);
}

function itemError(
  at: string,
  items: readonly unknown[],
  schema: JsonSchema,
  depth: number,
): string | undefined {
  const { items: each } = schema;
  if (!isSchema(each)) return undefined;
  for (const [index, item] of items.entries()) {
    const error = errorAt(`${at}[${index}]`, item, each, depth + 1);
    if (error !== undefined) return error;
  }
  return undefined;
}

function propertyError(
  at: string,
  value: JsonSchema,
  schema: JsonSchema,
  depth: number,
): string | undefined {
  const { required, additionalProperties } = schema;
  const properties = isSchema(schema["properties"]) ? schema["properties"] : {};
  const missing = Array.isArray(required)
    ? required.find((name) => typeof name === "string" && !Object.hasOwn(value, name))
    : undefined;
  if (missing !== undefined) return `${at} has no ${missing}`;
  for (const [name, item] of Object.entries(value)) {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (own === undefined && additionalProperties === false) return `${at} must not have ${name}`;
    const error = isSchema(own) ? errorAt(name, item, own, depth + 1) : undefined;
    if (error !== undefined) return error;
  }
  return undefined;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOfType(value: unknown, type: unknown): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isSchema(value);
    case "integer":
      return Number.isInteger(value);
    case "string":
    case "number":
    case "boolean":
      return typeof value === type;
    default:
      return true;
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
