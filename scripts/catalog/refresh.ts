import { isDeepStrictEqual } from "node:util";
import type {
  CatalogFile,
  CatalogLine,
  Prices,
} from "../../worker/gateway/catalog/catalog-model.ts";
import { canonicalName } from "./canonical-name.ts";

/** Key of the price library among the catalog's sources. */
export const LIBRARY = "genai-prices";
/** Key of the models that cost nothing, because they run on one's own machine. */
export const OWN_MACHINE = "own-machine";

/** The price library as it is installed. */
export interface PriceLibrary {
  readonly version: string;
  /** Day of its publication, `YYYY-MM-DD`; prices are those of that day. */
  readonly day: string;
  pricesOf(provider: string, model: string, day: string): Prices | undefined;
}

/** A price that isn't what it was. */
export interface PriceChange {
  /** `provider/model`. */
  readonly name: string;
  readonly before: Prices | undefined;
  readonly after: Prices | undefined;
}

/**
 * The catalog with the library's prices, sorted, with canonical names where a line has none yet. A
 * price of the library's that it no longer has is dropped: it is unknown now. Prices from elsewhere
 * stay where the library knows none.
 */
export function refresh(
  file: CatalogFile,
  library: PriceLibrary,
): { readonly file: CatalogFile; readonly changes: readonly PriceChange[] } {
  const changes: PriceChange[] = [];
  const models = file.models.toSorted(byName).map((line) => {
    const after = refreshLine(line, library);
    if (!isDeepStrictEqual(after.price, line.price))
      changes.push({
        name: `${line.provider}/${line.model}`,
        before: line.price,
        after: after.price,
      });
    return after;
  });
  const source = {
    title: `npm:@pydantic/genai-prices@${library.version}`,
    url: "https://github.com/pydantic/genai-prices",
    date: library.day,
  };
  return { file: { sources: { ...file.sources, [LIBRARY]: source }, models }, changes };
}

function refreshLine(line: CatalogLine, library: PriceLibrary): CatalogLine {
  const { price: before, ...rest } = line;
  const name = canonicalName(line.model);
  const named = {
    ...rest,
    ...(line.canonical === undefined && name !== line.model ? { canonical: name } : {}),
  };
  const from = before?.source ?? line.source;
  if (from === OWN_MACHINE) return { ...named, ...(before && { price: before }) };
  const known = library.pricesOf(line.provider, line.model, library.day);
  if (known === undefined)
    return from === LIBRARY || before === undefined ? named : { ...named, price: before };
  const { output, ...input } = known;
  return {
    ...named,
    price: {
      ...input,
      // Embeddings have no answer that could cost anything.
      ...(output === undefined || line.task === "embedding" ? {} : { output }),
      ...(line.source === LIBRARY ? {} : { source: LIBRARY }),
    },
  };
}

/** Order of the file: by provider, then by model, by code units so that no locale matters. */
export function byName(a: CatalogLine, b: CatalogLine): number {
  const [left, right] = [a, b].map(({ provider, model }) => `${provider}\0${model}`);
  return left === right ? 0 : (left ?? "") < (right ?? "") ? -1 : 1;
}
