import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../processes/root.ts";

/** Contents that a build step depends on: globs, and what among them doesn't count. */
export interface Inputs {
  readonly globs: readonly string[];
  readonly exclude?: readonly string[];
}

/** One hash of all the files that match, by path and content: times don't survive git. */
export function fingerprint(inputs: Inputs, root: string = ROOT): string {
  const hash = createHash("sha256");
  const exclude = [...(inputs.exclude ?? [])];
  const files = globSync([...inputs.globs], { cwd: root, exclude, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${file.slice(root.length)}\0${content.byteLength}\0`).update(content);
  }
  return hash.digest("hex");
}
