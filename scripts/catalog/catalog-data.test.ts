import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CatalogFile } from "../../worker/gateway/catalog/catalog-model.ts";
import { ROOT } from "../processes/root.ts";
import { CATALOG_SCHEMA } from "./catalog-schema.ts";
import { formatCatalog } from "./format-catalog.ts";
import { libraryPrices } from "./library-prices.ts";
import { byName, LIBRARY, refresh } from "./refresh.ts";

const text = readFileSync(join(ROOT, "worker/gateway/catalog/models.json"), "utf8");
const file = JSON.parse(text) as CatalogFile;

describe("models.json", () => {
  it("K1: is valid, sorted, unique, formatted, and small", () => {
    expect(CATALOG_SCHEMA.safeParse(file).error).toBeUndefined();
    expect(file.models).toEqual(file.models.toSorted(byName));
    expect(new Set(file.models.map((at) => `${at.provider}/${at.model}`)).size).toBe(
      file.models.length,
    );
    expect(formatCatalog(file)).toBe(text);
    expect(text.length).toBeLessThan(150_000);
  });

  it("K1: names only sources that it has, and has none that it doesn't name", () => {
    const named = file.models.flatMap(({ source, price }) => [source, price?.source ?? source]);
    expect(new Set(named)).toEqual(new Set(Object.keys(file.sources)));
  });

  it("K10: has the installed library's prices", () => {
    const { title = "", date = "" } = file.sources[LIBRARY] ?? {};
    const folder = join(ROOT, "node_modules/@pydantic/genai-prices/package.json");
    const { version } = JSON.parse(readFileSync(folder, "utf8")) as { version: string };
    expect(title).toBe(`npm:@pydantic/genai-prices@${version}`);
    const { file: after, changes } = refresh(file, { version, day: date, pricesOf: libraryPrices });
    expect(changes).toEqual([]);
    expect(formatCatalog(after)).toBe(text);
  });
});
