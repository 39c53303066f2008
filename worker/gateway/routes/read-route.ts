import { AppError } from "../../../shared/errors/app-error.ts";
import { checkGraph } from "./check-graph.ts";
import type { FieldPath } from "./field-path.ts";
import { readFieldPath } from "./field-path.ts";
import { readCondition } from "./read-condition.ts";
import { RawElement, RawElements } from "./raw-element.ts";
import type { PercentageElement, RateLimitElement, Route, RouteElement } from "./route.ts";
import { ROUTE_LIMITS } from "./route-limits.ts";

type Raw<Type extends RawElement["type"]> = Extract<RawElement, { type: Type }>;

/**
 * Reads a route's elements, written as Cloudflare writes them
 * (https://developers.cloudflare.com/ai-gateway/features/dynamic-routing/json-configuration/).
 * Throws AppError `bad_input`: the message names the element, `field` says where
 * (`elements.<id>.outputs.true`).
 */
export function readRoute(elements: unknown): Route {
  const listed = RawElements.safeParse(elements);
  if (!listed.success) {
    const [issue] = listed.error.issues;
    const field = ["elements", ...(issue?.path ?? [])].map(String).join(".");
    throw new AppError("bad_input", `${field}: ${issue?.message ?? "it is wrong"}.`, { field });
  }
  const route = new Map<string, RouteElement>();
  for (const { id, ...rest } of listed.data) {
    if (route.has(id)) refuse(id, ["id"], "another element has the same id");
    route.set(id, readElement(id, { id, ...rest }));
  }
  const start = [...route.values()].filter(({ type }) => type === "start");
  const [first, second] = start;
  if (first === undefined)
    throw new AppError("bad_input", "A route needs an element of the type start.", {
      field: "elements",
    });
  if (second !== undefined) refuse(second.id, ["type"], "a route has one start");
  const read: Route = { start: first.id, elements: route };
  checkGraph(read, refuse);
  return read;
}

/** Throws AppError `bad_input` that names an element and one of its fields. */
export function refuse(id: string, path: readonly string[], sentence: string): never {
  const where = path.join(".");
  throw new AppError("bad_input", `Element ${id}: ${where}: ${sentence}.`, {
    field: ["elements", id, ...path].join("."),
  });
}

function readElement(id: string, value: unknown): RouteElement {
  const parsed = RawElement.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = (issue?.path ?? []).map(String);
    if (issue?.code === "unrecognized_keys")
      return refuse(id, [...path, ...issue.keys.slice(0, 1)], "there is no such field");
    return refuse(id, path.length === 0 ? ["type"] : path, issue?.message ?? "it is wrong");
  }
  const raw = parsed.data;
  switch (raw.type) {
    case "start":
      return { type: "start", id, next: raw.outputs.next.elementId };
    case "end":
      return { type: "end", id };
    case "conditional":
      return {
        type: "conditional",
        id,
        condition: conditionOf(raw),
        whenTrue: raw.outputs.true.elementId,
        whenFalse: raw.outputs.false.elementId,
      };
    case "percentage":
      return percentage(raw);
    case "rate":
    case "rate_limit":
      return rateLimit(raw);
    case "model": {
      const { provider, model, timeout, retries, order } = raw.properties;
      return {
        type: "model",
        id,
        model: provider === undefined ? model : `${provider}/${model}`,
        timeoutMs: timeout,
        tries: retries === undefined ? undefined : retries + 1,
        order,
        success: raw.outputs.success.elementId,
        fallback: raw.outputs.fallback?.elementId,
      };
    }
  }
}

function conditionOf({ id, properties }: Raw<"conditional">): ReturnType<typeof readCondition> {
  const { condition, conditions } = properties;
  const name = conditions === undefined ? "condition" : "conditions";
  if ((condition === undefined) === (conditions === undefined))
    refuse(id, ["properties", name], "there must be one condition");
  return readCondition(conditions ?? condition, (path, sentence) =>
    refuse(id, ["properties", name, ...path], sentence),
  );
}

function percentage({ id, properties, outputs }: Raw<"percentage">): PercentageElement {
  const { else: rest, ...shares } = outputs;
  const branches = Object.entries(shares).map(([output, target]) => {
    const share = /^\d{1,3}(\.\d{1,6})?%$/.test(output) ? Number.parseFloat(output) : 0;
    if (share <= 0 || share > 100)
      refuse(id, ["outputs", output], 'an output is written as a share, "25%", or else');
    return { output, share, to: target.elementId };
  });
  if (branches.length === 0 || branches.length > ROUTE_LIMITS.branches)
    refuse(id, ["outputs"], `there are 1 to ${ROUTE_LIMITS.branches} shares beside else`);
  const sum = branches.reduce((all, { share }) => all + share, 0);
  if (sum > 100 + 1e-6) refuse(id, ["outputs"], "the shares are more than 100%");
  if (sum < 100 - 1e-6 && rest === undefined)
    refuse(id, ["outputs", "else"], "the shares are less than 100%, so it is needed");
  const key = properties?.key;
  return {
    type: "percentage",
    id,
    key: key === undefined ? undefined : keyOf(id, key),
    branches,
    rest: rest?.elementId,
  };
}

function rateLimit({ id, properties, outputs }: Raw<"rate" | "rate_limit">): RateLimitElement {
  const { limitType, limit, interval, window, technique, key } = properties;
  const seconds = interval ?? window;
  if (seconds === undefined || (interval !== undefined && window !== undefined))
    return refuse(id, ["properties", "interval"], "there must be one, in seconds");
  if (limitType === "count" && !Number.isInteger(limit))
    refuse(id, ["properties", "limit"], "it must be a whole number of requests");
  return {
    type: "rate_limit",
    id,
    key: keyOf(id, key),
    rate: { limitType, limit, intervalMs: seconds * 1000, technique },
    success: outputs.success.elementId,
    fallback: outputs.fallback?.elementId,
  };
}

function keyOf(id: string, text: string): FieldPath {
  const path = readFieldPath(text);
  return typeof path === "string" ? refuse(id, ["properties", "key"], path) : path;
}
