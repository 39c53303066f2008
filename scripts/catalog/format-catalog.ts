import type { CatalogFile, CatalogLine } from "../../worker/gateway/catalog/catalog-model.ts";

/** Order of a line's fields, so that the same facts are always the same text. */
const FIELDS = [
  "provider",
  "model",
  "canonical",
  "task",
  "context",
  "maxOutput",
  "can",
  "languages",
  "source",
  "price",
] as const satisfies readonly (keyof CatalogLine)[];

const PRICE_FIELDS = [
  "above",
  "from",
  "until",
  "input",
  "cachedInput",
  "cacheWrite",
  "output",
  "reasoning",
  "inputAudio",
  "outputImage",
  "audioMinute",
  "characters",
  "image",
  "request",
  "tiers",
  "hours",
  "source",
] as const;

/** The text of `models.json`: one line for each source and model, so that a diff shows one each. */
export function formatCatalog({ sources, models }: CatalogFile): string {
  const sourceLines = Object.entries(sources)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, source]) => `${JSON.stringify(key)}:${JSON.stringify(source)}`);
  const modelLines = models.map((line) => JSON.stringify(inOrder(line, FIELDS)));
  return `{"sources":{\n${sourceLines.join(",\n")}\n},\n"models":[\n${modelLines.join(",\n")}\n]}\n`;
}

function inOrder(fields: object, order: readonly string[]): object {
  const all = fields as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    order.flatMap((key) => (all[key] === undefined ? [] : [[key, ordered(key, all[key])]])),
  );
}

function ordered(key: string, value: unknown): unknown {
  if (key === "price") return inOrder(value as object, PRICE_FIELDS);
  if (key === "tiers" || key === "hours")
    return (value as readonly object[]).map((rates) => inOrder(rates, PRICE_FIELDS));
  return value;
}
