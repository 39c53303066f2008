import type { WrittenElements } from "../routes/route-book-client.ts";

/** Elements in the notation of routes, in short. */
export const to = (elementId: string): { readonly elementId: string } => ({ elementId });

export const start = (next: string): object => ({
  id: "start",
  type: "start",
  outputs: { next: to(next) },
});

export const end: object = { id: "end", type: "end" };

export const model = (
  id: string,
  name: string,
  fallback?: string,
  properties: object = {},
): object => {
  const slash = name.indexOf("/");
  const named =
    slash < 0 ? { model: name } : { provider: name.slice(0, slash), model: name.slice(slash + 1) };
  return {
    id,
    type: "model",
    properties: { ...named, ...properties },
    outputs: { success: to("end"), ...(fallback === undefined ? {} : { fallback: to(fallback) }) },
  };
};

export const conditional = (id: string, condition: object, yes: string, no: string): object => ({
  id,
  type: "conditional",
  properties: { condition },
  outputs: { true: to(yes), false: to(no) },
});

export const limit = (
  id: string,
  properties: object,
  success: string,
  fallback?: string,
): object => ({
  id,
  type: "rate_limit",
  properties: { limitType: "count", key: "metadata.user", limit: 1, interval: 60, ...properties },
  outputs: { success: to(success), ...(fallback === undefined ? {} : { fallback: to(fallback) }) },
});

export const percentage = (
  id: string,
  outputs: Readonly<Record<string, string>>,
  key?: string,
): object => ({
  id,
  type: "percentage",
  ...(key === undefined ? {} : { properties: { key } }),
  outputs: Object.fromEntries(Object.entries(outputs).map(([name, id]) => [name, to(id)])),
});

/** A route from elements after the start, whose first one it leads to; the end is added. */
export function elementsOf(...elements: readonly object[]): WrittenElements {
  const [first] = elements as readonly { readonly id: string }[];
  return [start(first?.id ?? "end"), ...elements, end] as WrittenElements;
}
