import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../processes/root.ts";
import { runToEnd } from "../processes/run-to-end.ts";
import { tool } from "../processes/tool.ts";
import { tally } from "./tally.ts";
import type { Tally } from "./tally.ts";

/** Runs projects of vitest.config.ts, visibly, and counts. */
export async function runVitest(
  projects: readonly string[],
  filters: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<Tally> {
  const path = join(ROOT, ".parley", "reports", `${projects.join("-")}.json`);
  await rm(path, { force: true });
  const args = [
    "run",
    ...projects.flatMap((name) => ["--project", name]),
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${path}`,
    // What is asked for may be in another project.
    ...(filters.length === 0 ? [] : ["--passWithNoTests"]),
    ...filters,
  ];
  const { code } = await runToEnd(tool("vitest", args), { visible: true, env, signal });
  const report = await readFile(path, "utf8").then(JSON.parse, () => undefined);
  const counted = tally(report);
  // An error outside of any test makes vitest fail without a failed test.
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}
