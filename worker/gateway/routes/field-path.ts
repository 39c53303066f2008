import { ROUTE_LIMITS } from "./route-limits.ts";
import type { Work } from "./work.ts";

/** What of a request a route may look at. */
export interface RouteFields {
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The request's JSON body, whatever its format. */
  readonly body: unknown;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

const ROOTS = ["metadata", "body", "headers"] as const;

/** A field of the request: `metadata.plan`, `headers.x-plan` or `body.messages.0.role`. */
export interface FieldPath {
  readonly root: (typeof ROOTS)[number];
  readonly keys: readonly string[];
}

/** Headers that are never looked at, as routes and counters would spread what is secret. */
const SECRET_HEADERS: ReadonlySet<string> = new Set([
  "authorization",
  "proxy-authorization",
  "cf-aig-authorization",
  "cookie",
  "x-api-key",
  "api-key",
]);

/**
 * Reads a path. All after `metadata.` or `headers.` is one key, since those are flat; a header's
 * name is taken in any case. Gives a sentence where it is none.
 */
export function readFieldPath(text: string): FieldPath | string {
  const dot = text.indexOf(".");
  const root = ROOTS.find((one) => one === text.slice(0, dot));
  const rest = text.slice(dot + 1);
  if (dot < 0 || root === undefined || rest === "")
    return "a field is written metadata.…, body.… or headers.…";
  if (text.length > ROUTE_LIMITS.pathLength)
    return `a field has ${ROUTE_LIMITS.pathLength} characters at most`;
  if (root === "metadata") return { root, keys: [rest] };
  if (root === "body") {
    const keys = rest.split(".");
    return keys.includes("") ? "a field has no empty part" : { root, keys };
  }
  const header = rest.toLowerCase();
  return SECRET_HEADERS.has(header)
    ? "a header that holds a secret can't be looked at"
    : { root, keys: [header] };
}

/** Headers as routes see them. */
export function routableHeaders(headers: Headers): Readonly<Record<string, string>> {
  return Object.fromEntries([...headers].filter(([name]) => !SECRET_HEADERS.has(name)));
}

/**
 * The values at a path, none where it isn't there. As in MongoDB's queries a path goes on in every
 * element of an array, unless a number picks one.
 */
export function valuesAt(path: FieldPath, fields: RouteFields, work: Work): readonly unknown[] {
  let values: readonly unknown[] = [fields[path.root]];
  for (const key of path.keys) {
    const next: unknown[] = [];
    for (const value of values) {
      work.spend(1);
      if (!Array.isArray(value)) {
        if (isHolderOf(value, key)) next.push(value[key]);
      } else if (/^\d+$/.test(key)) {
        if (Number(key) < value.length) next.push(value[Number(key)]);
      } else
        for (const one of value) {
          work.spend(1);
          if (isHolderOf(one, key)) next.push(one[key]);
        }
    }
    values = next;
  }
  return values;
}

/** The values, and those in arrays among them, which a test may meet as well. */
export function withElements(values: readonly unknown[], work: Work): readonly unknown[] {
  if (!values.some((value) => Array.isArray(value))) return values;
  return values.flatMap((value) => {
    if (!Array.isArray(value)) return [value];
    work.spend(value.length);
    return [value as unknown, ...(value as unknown[])];
  });
}

function isHolderOf(value: unknown, key: string): value is Record<string, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.hasOwn(value, key)
  );
}
