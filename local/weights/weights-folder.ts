import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Where weights live: $PARLEY_WEIGHTS_DIR, or `.parley/weights` in the repository. */
export function weightsFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment["PARLEY_WEIGHTS_DIR"];
  if (given !== undefined && given !== "") return resolve(given);
  const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  return join(repository, ".parley", "weights");
}
