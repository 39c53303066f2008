import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../../scripts/processes/root.ts";
import { processTree, stillAlive } from "../product/process-tree.ts";
import { bareEnvironment } from "../product/started-product.ts";

const STOP_MS = 20_000;

interface Command {
  /** Process group of the terminal's foreground: what Ctrl-C reaches. */
  readonly group: number;
  /** Every process that belongs to the command. */
  readonly pids: readonly number[];
  readonly exit: Promise<number | null>;
}

/** Runs `body` with the command as a terminal starts it, in a process group of its own. */
async function withCommand(body: (command: Command) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "parley-"));
  const args = ["start", "--port", "0", "--data", join(folder, "data")];
  const child = spawn(process.execPath, [join(ROOT, "scripts/bootstrap.mjs"), ...args], {
    cwd: ROOT,
    env: {
      ...bareEnvironment(),
      PARLEY_DEV_VARS: join(folder, "dev.vars"),
      PARLEY_LOCAL_PORT: "0",
    },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const exit = new Promise<number | null>((resolve) => child.on("exit", (code) => resolve(code)));
  let printed = "";
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (data: Buffer) => {
      printed += data.toString();
      if (printed.includes("Parley is ready")) resolve();
    });
    child.on("exit", () => reject(new Error(`It ended early:\n${printed}`)));
  });
  const group = child.pid as number;
  const pids = processTree(group).map(({ pid }) => pid);
  try {
    await body({ group, pids, exit });
  } finally {
    for (const pid of await stillAlive(pids, 0)) process.kill(pid, "SIGKILL");
    await rm(folder, { recursive: true, force: true });
  }
}

describe.skipIf(process.platform === "win32")("the command's end", () => {
  it("E19: Ctrl-C leaves no process behind", async () => {
    await withCommand(async ({ group, pids, exit }) => {
      // The command itself, what it runs, workerd and the model server are the least.
      expect(pids.length).toBeGreaterThanOrEqual(4);
      process.kill(-group, "SIGINT");
      expect(await stillAlive(pids, STOP_MS)).toEqual([]);
      expect(await exit).toBe(0);
    });
  });

  it("E19: the sudden death of the command leaves no process behind", async () => {
    await withCommand(async ({ group, pids }) => {
      process.kill(-group, "SIGKILL");
      expect(await stillAlive(pids, STOP_MS)).toEqual([]);
    });
  });
});
