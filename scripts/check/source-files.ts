import { globSync } from "node:fs";
import { ROOT } from "../processes/root.ts";

/** Every source file of the runtimes, relative to the project, with forward slashes. */
export function sourceFiles(): string[] {
  return globSync("{shared,worker,durable-objects,client,local,testing}/**/*.{ts,tsx}", {
    cwd: ROOT,
  })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted();
}
