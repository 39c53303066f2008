import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runToEnd } from "../processes/run-to-end.ts";
import { Failure } from "../report/failure.ts";
import { aptPlan } from "./apt-plan.ts";
import type { Requirement } from "./apt-plan.ts";
import { findBrowser } from "./find-browser.ts";

/** Where Debian's pocketsphinx-testdata puts its recordings. */
const RECORDINGS = "/usr/share/pocketsphinx/test/data";

/**
 * Installs what the tests need and the machine lacks.
 * @throws Failure with a sentence that says how, where only the user can
 */
export async function installRequirements(wanted: readonly Requirement[]): Promise<void> {
  const missing = wanted.filter((one) => !isPresent(one));
  const plan = aptPlan({
    platform: process.platform,
    missing,
    hasApt: existsSync("/usr/bin/apt-get"),
    isRoot: process.getuid?.() === 0,
    hasSudo: missing.length > 0 && spawnSync("sudo", ["-n", "true"]).status === 0,
  });
  if (plan.type === "complete") return;
  if (plan.type === "ask") throw new Failure(plan.sentence);
  console.log(`Installing ${plan.packages.join(", ")} …`);
  const first = await apt(plan.command);
  if (first.code === 0) return;
  // A fresh machine has no lists of packages yet, or old ones.
  await apt(plan.command.slice(0, plan.command.indexOf("install")).concat("update", "-q"));
  const second = await apt(plan.command);
  if (second.code !== 0)
    throw new Failure(
      `${plan.packages.join(", ")} could not be installed:\n${second.output.trim().split("\n").slice(-5).join("\n")}`,
    );
}

function isPresent(requirement: Requirement): boolean {
  if (requirement === "browser") return findBrowser() !== undefined;
  const folder = process.env["PARLEY_SPEECH_DIR"] ?? RECORDINGS;
  return existsSync(join(folder, "librivox")) && existsSync(join(folder, "goforward.raw"));
}

function apt(command: readonly string[]): ReturnType<typeof runToEnd> {
  const [file = "", ...args] = command;
  return runToEnd({ file, args }, { env: { DEBIAN_FRONTEND: "noninteractive" } });
}
