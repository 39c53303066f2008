import type { Capabilities, CatalogFile, CatalogLine, CatalogModel } from "./catalog-model.ts";
import { CAPABILITIES } from "./catalog-model.ts";
import file from "./models.json" with { type: "json" };

const FILE = file as CatalogFile;

/** A date or "latest" at the end of a provider's id, which its documentation leaves out. */
const VERSION = /-(20\d{6}|20\d\d-\d\d-\d\d|latest)$/;

interface Index {
  /** By `provider/model`. */
  readonly byName: ReadonlyMap<string, CatalogLine>;
  readonly byCanonical: ReadonlyMap<string, readonly CatalogLine[]>;
}

/** Both are made when they are first asked for: the first call of a Worker shouldn't wait for all. */
let made: Index | undefined;
const ENTRIES = new WeakMap<CatalogLine, CatalogModel>();

/**
 * The entries that an id means: those of `provider/model`, or all of a canonical name
 * (`gpt-4.1`, `llama-3.3-70b-instruct`), sorted by provider; none where the catalog has none. A
 * dated id means the undated entry where it has no own one.
 */
export function find(id: string): readonly CatalogModel[] {
  const { byName } = index();
  const exact = byName.get(id) ?? byName.get(id.replace(VERSION, ""));
  if (exact !== undefined) return [entry(exact)];
  return id.includes("/") ? [] : servers(id.replace(VERSION, ""));
}

/** Every provider's entry of one model, by its canonical name, in any case. */
export function servers(canonical: string): readonly CatalogModel[] {
  return (index().byCanonical.get(canonical.toLowerCase()) ?? []).map(entry);
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
  return FILE.models.map(entry);
}

function index(): Index {
  made ??= {
    byName: new Map(FILE.models.map((line) => [`${line.provider}/${line.model}`, line])),
    byCanonical: Map.groupBy(FILE.models, ({ canonical, model }) => canonical ?? model),
  };
  return made;
}

function entry(line: CatalogLine): CatalogModel {
  const found = ENTRIES.get(line) ?? makeEntry(line);
  ENTRIES.set(line, found);
  return found;
}

function makeEntry(line: CatalogLine): CatalogModel {
  const { can, languages, canonical, price, source, ...rest } = line;
  return {
    ...rest,
    canonical: canonical ?? line.model,
    capabilities: { ...flags(can), ...(languages === undefined ? {} : { languages }) },
    ...cited(source),
    ...(price === undefined ? {} : { price: { ...price, ...cited(price.source ?? source) } }),
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

function cited(key: string): { readonly source: string; readonly date: string } {
  const source = FILE.sources[key];
  return { source: source?.title ?? key, date: source?.date ?? "" };
}
