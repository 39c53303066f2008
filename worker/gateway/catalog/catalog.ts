import type { Capabilities, CatalogFile, CatalogLine, CatalogModel } from "./catalog-model.ts";
import { CAPABILITIES } from "./catalog-model.ts";
import file from "./models.json" with { type: "json" };

const FILE = file as CatalogFile;

/** A date or "latest" at the end of a provider's id, which its documentation leaves out. */
const VERSION = /-(20\d{6}|20\d\d-\d\d-\d\d|latest)$/;

interface Index {
  /** By `provider/model`. */
  readonly byName: ReadonlyMap<string, CatalogModel>;
  readonly byCanonical: ReadonlyMap<string, readonly CatalogModel[]>;
}

/** Made when it is first asked for: a Worker that calls no model doesn't pay for it. */
let made: Index | undefined;

/**
 * The entries that an id means: those of `provider/model`, or all of a canonical name
 * (`gpt-4.1`, `llama-3.3-70b-instruct`), sorted by provider; none where the catalog has none. A
 * dated id means the undated entry where it has no own one.
 */
export function find(id: string): readonly CatalogModel[] {
  const exact = index().byName.get(id) ?? index().byName.get(id.replace(VERSION, ""));
  if (exact !== undefined) return [exact];
  return id.includes("/") ? [] : servers(id.replace(VERSION, ""));
}

/** Every provider's entry of one model, by its canonical name, in any case. */
export function servers(canonical: string): readonly CatalogModel[] {
  return index().byCanonical.get(canonical.toLowerCase()) ?? [];
}

/** The entry of a provider's model. */
export function entryOf(provider: string, model: string): CatalogModel | undefined {
  return find(`${provider}/${model}`)[0];
}

/** What is known of what a provider's model can do. */
export function capabilities(provider: string, model: string): Capabilities {
  return entryOf(provider, model)?.capabilities ?? {};
}

/** Every entry, sorted by provider and model. */
export function catalog(): readonly CatalogModel[] {
  return [...index().byName.values()];
}

function index(): Index {
  made ??= makeIndex(FILE);
  return made;
}

function makeIndex({ models, sources }: CatalogFile): Index {
  const entries = models.map((line) => entry(line, sources));
  return {
    byName: new Map(entries.map((model) => [`${model.provider}/${model.model}`, model])),
    byCanonical: Map.groupBy(entries, ({ canonical }) => canonical),
  };
}

function entry(line: CatalogLine, sources: CatalogFile["sources"]): CatalogModel {
  const { can, languages, canonical, price, source, ...rest } = line;
  return {
    ...rest,
    canonical: canonical ?? line.model,
    capabilities: { ...flags(can), ...(languages === undefined ? {} : { languages }) },
    ...cited(source, sources),
    ...(price === undefined
      ? {}
      : { price: { ...price, ...cited(price.source ?? source, sources) } }),
  };
}

function flags(can = ""): Capabilities {
  const words = can.split(" ");
  return Object.fromEntries(
    CAPABILITIES.flatMap((name) => {
      if (words.includes(name)) return [[name, true]];
      return words.includes(`-${name}`) ? [[name, false]] : [];
    }),
  );
}

function cited(
  key: string,
  sources: CatalogFile["sources"],
): { readonly source: string; readonly date: string } {
  const source = sources[key];
  return { source: source?.title ?? key, date: source?.date ?? "" };
}
