import type { Condition, FieldTest, Scalar } from "./condition.ts";
import { readFieldPath } from "./field-path.ts";
import { PatternError } from "./pattern-syntax.ts";
import { Pattern } from "./pattern.ts";
import { ROUTE_LIMITS } from "./route-limits.ts";

/** Is told what is wrong where: a path from the condition on, and the end of a sentence. */
export type Refuse = (path: readonly string[], sentence: string) => never;

interface Reading {
  readonly refuse: Refuse;
  /** Tests so far. */
  tests: number;
}

/**
 * Reads a condition in MongoDB's notation: `{ "metadata.plan": "free" }`,
 * `{ "$or": [{ "body.max_tokens": { "$gt": 100 } }, …] }`. `refuse` is called for what is wrong.
 */
export function readCondition(value: unknown, refuse: Refuse): Condition {
  return all(value, [], { refuse, tests: 0 }, 0);
}

function all(value: unknown, path: readonly string[], reading: Reading, depth: number): Condition {
  const entries = entriesOf(value, path, reading, depth);
  return group(
    "all",
    entries.map(([key, one]) => part(key, one, [...path, key], reading, depth)),
  );
}

function part(
  key: string,
  value: unknown,
  path: readonly string[],
  reading: Reading,
  depth: number,
): Condition {
  switch (key) {
    case "$and":
    case "$or":
    case "$nor": {
      const of = listOf(value, path, reading).map((one, at) =>
        all(one, [...path, String(at)], reading, depth + 1),
      );
      if (key === "$nor") return { type: "not", of: group("any", of) };
      return group(key === "$and" ? "all" : "any", of);
    }
    case "$not":
      return { type: "not", of: all(value, path, reading, depth + 1) };
    default:
      return field(key, value, path, reading, depth);
  }
}

function field(
  key: string,
  value: unknown,
  path: readonly string[],
  reading: Reading,
  depth: number,
): Condition {
  if (key.startsWith("$")) return reading.refuse(path, "there is no such operator");
  const at = readFieldPath(key);
  if (typeof at === "string") return reading.refuse(path, at);
  if (isScalar(value)) {
    count(path, reading);
    return { type: "field", path: at, test: { type: "eq", value: scalar(value, path, reading) } };
  }
  const entries = entriesOf(value, path, reading, depth);
  const options = entries.find(([name]) => name === "$options")?.[1];
  if (options !== undefined && !entries.some(([name]) => name === "$regex"))
    return reading.refuse([...path, "$options"], "it belongs to a $regex");
  return group(
    "all",
    entries
      .filter(([name]) => name !== "$options")
      .map(([name, operand]): Condition => {
        const here = [...path, name];
        count(here, reading);
        const met = (test: FieldTest): Condition => ({ type: "field", path: at, test });
        switch (name) {
          case "$not":
            return { type: "not", of: field(key, operand, here, reading, depth + 1) };
          case "$ne":
            return { type: "not", of: met({ type: "eq", value: scalar(operand, here, reading) }) };
          case "$nin":
            return {
              type: "not",
              of: met({ type: "in", values: scalars(operand, here, reading) }),
            };
          case "$regex":
            return met({ type: "regex", pattern: pattern(operand, options, here, reading) });
          default:
            return met(test(name, operand, here, reading));
        }
      }),
  );
}

function test(
  name: string,
  operand: unknown,
  path: readonly string[],
  reading: Reading,
): FieldTest {
  switch (name) {
    case "$eq":
      return { type: "eq", value: scalar(operand, path, reading) };
    case "$in":
      return { type: "in", values: scalars(operand, path, reading) };
    case "$gt":
      return { type: "gt", value: comparable(operand, path, reading) };
    case "$gte":
      return { type: "gte", value: comparable(operand, path, reading) };
    case "$lt":
      return { type: "lt", value: comparable(operand, path, reading) };
    case "$lte":
      return { type: "lte", value: comparable(operand, path, reading) };
    case "$exists":
      if (typeof operand !== "boolean") return reading.refuse(path, "it must be true or false");
      return { type: "exists", value: operand };
    default:
      return reading.refuse(path, "there is no such operator");
  }
}

function pattern(
  operand: unknown,
  options: unknown,
  path: readonly string[],
  { refuse }: Reading,
): Pattern {
  if (typeof operand !== "string") return refuse(path, "it must be a text");
  if (options !== undefined && (typeof options !== "string" || !/^[ims]{0,3}$/.test(options)))
    return refuse([...path.slice(0, -1), "$options"], "it may have the letters i, m and s");
  const flags = options ?? "";
  try {
    return new Pattern(operand, {
      i: flags.includes("i"),
      m: flags.includes("m"),
      s: flags.includes("s"),
    });
  } catch (thrown) {
    if (!(thrown instanceof PatternError)) throw thrown;
    return refuse(path, `the pattern ${thrown.message}`);
  }
}

/** One condition stands for itself. */
function group(type: "all" | "any", of: readonly Condition[]): Condition {
  return of.length === 1 && of[0] !== undefined ? of[0] : { type, of };
}

function entriesOf(
  value: unknown,
  path: readonly string[],
  { refuse }: Reading,
  depth: number,
): readonly (readonly [string, unknown])[] {
  if (depth > ROUTE_LIMITS.conditionDepth)
    return refuse(path, `conditions lie ${ROUTE_LIMITS.conditionDepth} deep at most`);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse(path, "it must be an object");
  const entries = Object.entries(value);
  return entries.length === 0 ? refuse(path, "it tests nothing") : entries;
}

function listOf(value: unknown, path: readonly string[], { refuse }: Reading): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0)
    return refuse(path, "it must be a list of conditions");
  return value;
}

function count(path: readonly string[], reading: Reading): void {
  reading.tests++;
  if (reading.tests > ROUTE_LIMITS.tests)
    reading.refuse(path, `an element has ${ROUTE_LIMITS.tests} tests at most`);
}

function isScalar(value: unknown): boolean {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

function scalar(value: unknown, path: readonly string[], { refuse }: Reading): Scalar {
  if (!isScalar(value)) return refuse(path, "it must be a text, a number, true, false or null");
  if (typeof value === "string" && value.length > ROUTE_LIMITS.textLength)
    return refuse(path, `a text has ${ROUTE_LIMITS.textLength} characters at most`);
  return value as Scalar;
}

function scalars(value: unknown, path: readonly string[], reading: Reading): readonly Scalar[] {
  if (!Array.isArray(value) || value.length > ROUTE_LIMITS.values)
    return reading.refuse(path, `it must be a list of ${ROUTE_LIMITS.values} values at most`);
  return value.map((one, at) => scalar(one, [...path, String(at)], reading));
}

function comparable(value: unknown, path: readonly string[], reading: Reading): number | string {
  const operand = scalar(value, path, reading);
  return typeof operand === "number" || typeof operand === "string"
    ? operand
    : reading.refuse(path, "it must be a number or a text");
}
