import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { CatalogFile } from "../worker/gateway/catalog/catalog-model.ts";
import { CATALOG_SCHEMA } from "./catalog/catalog-schema.ts";
import { formatCatalog } from "./catalog/format-catalog.ts";
import { libraryPrices } from "./catalog/library-prices.ts";
import { LIBRARY, refresh } from "./catalog/refresh.ts";
import { ROOT } from "./processes/root.ts";
import { Failure } from "./report/failure.ts";
import { runCommand } from "./report/run-command.ts";

const CATALOG = join(ROOT, "worker/gateway/catalog/models.json");
const PACKAGE = join(ROOT, "node_modules/@pydantic/genai-prices/package.json");

/**
 * `npm run catalog [-- --day YYYY-MM-DD]`: writes the installed price library's prices into the
 * catalog and says what changed. A new version of the library needs the day of its publication,
 * which its package doesn't tell.
 */
await runCommand(async () => {
  const { values } = parseArgs({ options: { day: { type: "string" } } });
  const text = await readFile(CATALOG, "utf8");
  const before = CATALOG_SCHEMA.parse(JSON.parse(text)) as CatalogFile;
  const { version } = JSON.parse(await readFile(PACKAGE, "utf8")) as { version: string };
  const known = before.sources[LIBRARY];
  const day =
    values.day ?? (known?.title.endsWith(`@${version}`) === true ? known.date : undefined);
  if (day === undefined || !/^20\d\d-\d\d-\d\d$/.test(day))
    throw new Failure(
      `The price library is now version ${version}. Say when it was published: ` +
        "npm run catalog -- --day YYYY-MM-DD (npm view @pydantic/genai-prices time has it).",
    );
  const { file, changes } = refresh(before, { version, day, pricesOf: libraryPrices });
  const after = formatCatalog(file);
  CATALOG_SCHEMA.parse(JSON.parse(after));
  if (after !== text) await writeFile(CATALOG, after);
  for (const { name, before: was, after: is } of changes)
    console.log(
      `${name}: ${JSON.stringify(was ?? "unknown")} → ${JSON.stringify(is ?? "unknown")}`,
    );
  console.log(`${file.models.length} models, ${changes.length} prices changed.`);
});
