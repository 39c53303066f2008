import { spawn } from "node:child_process";
import { join } from "node:path";
import type { ChildProcess } from "node:child_process";
import { LogFile } from "./log-file.ts";
import { ROOT } from "./root.ts";
import type { Command } from "./tool.ts";

/** A process that runs as long as the product does. */
export interface ServiceSpec {
  /** For people, and the name of its log (`model-server`). */
  readonly name: string;
  readonly command: Command;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds between asking it to end and killing it. */
  readonly graceMs: number;
  /** Prints its output here as well. */
  readonly verbose: boolean;
}

/** Where the logs are. */
export const LOG_FOLDER = join(ROOT, ".parley", "logs");

/** A running {@link ServiceSpec}. */
export class Service {
  readonly name: string;
  readonly pid: number | undefined;
  /** Resolves with a description of the end (`exit code 1`, `signal SIGSEGV`); never rejects. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  readonly #log: LogFile;
  readonly #graceMs: number;

  constructor(spec: ServiceSpec) {
    this.name = spec.name;
    this.#graceMs = spec.graceMs;
    this.#log = new LogFile(join(LOG_FOLDER, `${spec.name}.log`));
    this.#child = spawn(spec.command.file, [...spec.command.args], {
      cwd: ROOT,
      env: { ...spec.env },
      stdio: ["ignore", "pipe", "pipe"],
      // Its own group: Ctrl-C in the terminal is ours to act on, and the group can be killed whole.
      // On Windows a detached process would open a window and outlive us.
      detached: process.platform !== "win32",
    });
    this.pid = this.#child.pid;
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on("data", (data: Buffer) => {
        this.#log.write(data);
        if (spec.verbose) process.stdout.write(data);
      });
    this.ended = new Promise((resolve) => {
      this.#child.on("error", (error) => resolve(error.message));
      // What it started doesn't outlive it, and would hold its output open.
      this.#child.on("exit", () => this.#signal("SIGKILL"));
      this.#child.on("close", (code, signal) =>
        resolve(signal === null ? `exit code ${code}` : `signal ${signal}`),
      );
    });
    void this.ended.then(() => this.#log.close());
  }

  lastLines(): string[] {
    return this.#log.lastLines();
  }

  /** Asks the process and its children to end, kills them when the time is over, and waits. */
  async stop(): Promise<void> {
    this.#signal("SIGTERM");
    const timer = setTimeout(() => this.#signal("SIGKILL"), this.#graceMs);
    await this.ended;
    clearTimeout(timer);
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.pid === undefined) return;
    try {
      if (process.platform === "win32") this.#child.kill(signal);
      else process.kill(-this.pid, signal);
    } catch (error) {
      // ESRCH: the whole group has ended already. EPERM is macOS's word for the same.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ESRCH" && code !== "EPERM") throw error;
    }
  }
}
