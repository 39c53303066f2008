import type { FieldPath, RouteFields } from "./field-path.ts";
import { valuesAt, withElements } from "./field-path.ts";
import type { Pattern } from "./pattern.ts";
import type { Work } from "./work.ts";

/** What a field may be compared with. */
export type Scalar = string | number | boolean | null;

/** One test of a field. `$ne` and `$nin` are negations of others. */
export type FieldTest =
  | { readonly type: "eq"; readonly value: Scalar }
  | { readonly type: "in"; readonly values: readonly Scalar[] }
  | { readonly type: "gt" | "gte" | "lt" | "lte"; readonly value: number | string }
  | { readonly type: "exists"; readonly value: boolean }
  | { readonly type: "regex"; readonly pattern: Pattern };

/** A condition as a tree. */
export type Condition =
  | { readonly type: "all" | "any"; readonly of: readonly Condition[] }
  | { readonly type: "not"; readonly of: Condition }
  | { readonly type: "field"; readonly path: FieldPath; readonly test: FieldTest };

/**
 * Whether a request meets a condition, with the meaning that MongoDB gives its operators
 * (https://www.mongodb.com/docs/manual/reference/operator/query/): a test of an array is met by the
 * array or one of its elements; values of different types are neither greater nor less; null is
 * equal to what isn't there. Throws AppError `too_large` when `work` is over.
 */
export function meets(condition: Condition, fields: RouteFields, work: Work): boolean {
  switch (condition.type) {
    case "all":
      return condition.of.every((one) => meets(one, fields, work));
    case "any":
      return condition.of.some((one) => meets(one, fields, work));
    case "not":
      return !meets(condition.of, fields, work);
    case "field": {
      const values = valuesAt(condition.path, fields, work);
      return passes(condition.test, values, work);
    }
  }
}

function passes(test: FieldTest, values: readonly unknown[], work: Work): boolean {
  switch (test.type) {
    case "exists":
      return values.length > 0 === test.value;
    case "eq":
      return isEqual(test.value, values, work);
    case "in":
      return test.values.some((value) => isEqual(value, values, work));
    case "regex":
      return withElements(values, work).some(
        (value) => typeof value === "string" && test.pattern.test(value, work),
      );
    default:
      return withElements(values, work).some((value) => compares(test, value));
  }
}

function isEqual(wanted: Scalar, values: readonly unknown[], work: Work): boolean {
  if (wanted === null && values.length === 0) return true;
  return withElements(values, work).includes(wanted);
}

function compares(
  { type, value: limit }: Extract<FieldTest, { type: "gt" | "gte" | "lt" | "lte" }>,
  value: unknown,
): boolean {
  if (typeof value === "number" && typeof limit === "number") return ordered(type, value, limit);
  if (typeof value === "string" && typeof limit === "string") return ordered(type, value, limit);
  return false;
}

function ordered<Value extends number | string>(
  type: "gt" | "gte" | "lt" | "lte",
  value: Value,
  limit: Value,
): boolean {
  switch (type) {
    case "gt":
      return value > limit;
    case "gte":
      return value >= limit;
    case "lt":
      return value < limit;
    case "lte":
      return value <= limit;
  }
}
