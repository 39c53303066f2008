import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ROOT } from "./root.ts";

/** A program and its arguments, as `spawn` takes them. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * A package's command, run by this Node: the shims in node_modules/.bin are shell scripts on
 * Windows, and would leave a shell between us and the process.
 * @param command the command's name where it is not the package's
 */
export function tool(
  packageName: string,
  args: readonly string[],
  command: string = packageName,
): Command {
  const folder = join(ROOT, "node_modules", packageName);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    bin: string | Record<string, string>;
  };
  const bin = typeof manifest.bin === "string" ? manifest.bin : manifest.bin[command];
  if (bin === undefined) throw new Error(`The package ${packageName} has no command ${command}.`);
  return { file: process.execPath, args: [join(folder, bin), ...args] };
}

/** One of our own TypeScript files, run by this Node. */
export function ownScript(path: string, args: readonly string[] = []): Command {
  return { file: process.execPath, args: [join(ROOT, path), ...args] };
}

/** workerd's own binary: the package's command is a script in front of it that signals don't pass. */
export function workerdBinary(): string {
  const workerd = createRequire(import.meta.url)("workerd") as { default: string };
  return workerd.default;
}
