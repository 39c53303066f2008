import { writeFile } from "node:fs/promises";
import { generatedDocs } from "./docs/generated-docs.ts";
import { runCommand } from "./report/run-command.ts";

/** `npm run docs`: writes the documents that are generated from the source. */
await runCommand(async () => {
  for (const { path, text } of await generatedDocs()) await writeFile(path, text);
});
