import { spawn } from "node:child_process";
import { ROOT } from "./root.ts";
import type { Command } from "./tool.ts";

/** How a process ended, and all that it printed. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** What {@link runToEnd} may change. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Lets the process print to this terminal instead of into `output`. */
  readonly visible?: boolean;
  /** Ends the process; the promise then rejects with an AbortError. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a process in the project's folder until it ends; a non-zero code is an answer, not an error.
 * @throws Error when the program can't be started
 */
export function runToEnd(command: Command, options: RunOptions = {}): Promise<Ended> {
  const child = spawn(command.file, [...command.args], {
    cwd: ROOT,
    env: { ...process.env, ...options.env },
    ...(options.signal && { signal: options.signal }),
    stdio: options.visible ? "inherit" : ["ignore", "pipe", "pipe"],
  });
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout?.on("data", (data: Buffer) => (output += data.toString()));
    child.stderr?.on("data", (data: Buffer) => (output += data.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
