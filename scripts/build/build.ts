import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../processes/root.ts";
import { runToEnd } from "../processes/run-to-end.ts";
import { ownScript, tool } from "../processes/tool.ts";
import type { Command } from "../processes/tool.ts";
import { Failure } from "../report/failure.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Inputs } from "./fingerprint.ts";
import { WRANGLER_ENV } from "./wrangler-env.ts";

/** Everything that is built goes here. */
export const DIST = join(ROOT, "dist");
const STAMPS = join(DIST, ".fingerprints.json");

interface Step {
  readonly name: string;
  readonly inputs: Inputs;
  /** Relative to DIST; the step runs when it is missing, too. */
  readonly output: string;
  /** Folder in DIST in which the command would leave files of earlier builds. */
  readonly stale?: string;
  readonly command: Command;
}

const TESTS = ["**/*.test.ts", "**/*.test.tsx", "**/*.md"];

const VAD: Step = {
  name: "voice activity model",
  inputs: {
    globs: ["scripts/build/*onnx*.ts", "scripts/build/extract-vad.ts", "package-lock.json"],
  },
  output: "models/silero16k.bin",
  command: ownScript("scripts/build/extract-vad.ts"),
};
const PACKAGES: Step = {
  name: "provider packages",
  inputs: {
    globs: ["scripts/build/bundle-packages.ts", "package-lock.json"],
  },
  output: "packages/anthropic.mjs",
  command: ownScript("scripts/build/bundle-packages.ts"),
};
const CLIENT: Step = {
  name: "pages",
  inputs: {
    globs: ["client/**", "shared/**", "vite.config.ts", "package-lock.json"],
    exclude: TESTS,
  },
  output: "client/index.html",
  command: tool("vite", ["build", "--logLevel", "warn"]),
};
const WORKER: Step = {
  name: "Worker",
  inputs: {
    globs: [
      "worker/**",
      "durable-objects/**",
      "shared/**",
      "dist/models/*.bin",
      "dist/packages/*.mjs",
      "wrangler.jsonc",
      "package-lock.json",
    ],
    exclude: TESTS,
  },
  output: "worker/index.js",
  stale: "worker",
  command: tool("wrangler", ["deploy", "--dry-run", "--env=", "--outdir", "dist/worker"]),
};

/**
 * Builds what has changed since the last time: the voice activity model's weights, the pages, and
 * the Worker's bundle. Returns the names of what was built.
 * @throws Failure with the builder's own words when the source doesn't build
 */
export async function build(signal?: AbortSignal): Promise<string[]> {
  await mkdir(join(DIST, "client"), { recursive: true });
  const stamps = await readStamps();
  const built = [await runStep(VAD, stamps, signal), await runStep(PACKAGES, stamps, signal)];
  // The bundle embeds the weights and the packages; the pages stand apart.
  built.push(...(await Promise.all([CLIENT, WORKER].map((step) => runStep(step, stamps, signal)))));
  return built.filter((name) => name !== undefined);
}

/** Builds what the Worker's source imports from dist: the weights, and the provider packages. */
export async function buildModels(signal?: AbortSignal): Promise<void> {
  await mkdir(DIST, { recursive: true });
  const stamps = await readStamps();
  await runStep(VAD, stamps, signal);
  await runStep(PACKAGES, stamps, signal);
}

async function runStep(
  step: Step,
  stamps: Map<string, string>,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const now = fingerprint(step.inputs);
  if (stamps.get(step.name) === now && existsSync(join(DIST, step.output))) return undefined;
  if (step.stale) await rm(join(DIST, step.stale), { recursive: true, force: true });
  const { code, output } = await runToEnd(step.command, {
    env: WRANGLER_ENV,
    ...(signal && { signal }),
  });
  if (code !== 0 && output.includes("ENOSPC"))
    throw new Failure("The disk is full. Free some space and run the command again.");
  if (code !== 0) throw new Failure(`The ${step.name} could not be built:\n${output.trim()}`);
  stamps.set(step.name, now);
  await writeFile(STAMPS, JSON.stringify(Object.fromEntries(stamps), null, 2));
  return step.name;
}

async function readStamps(): Promise<Map<string, string>> {
  try {
    return new Map(Object.entries(JSON.parse(await readFile(STAMPS, "utf8")) as object));
  } catch {
    // None yet, or cut off by a full disk: then everything is built.
    await rm(STAMPS, { force: true });
    return new Map();
  }
}
