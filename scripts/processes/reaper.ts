import { spawn } from "node:child_process";

/**
 * Reads lists of process groups from its standard input, and when that closes, which happens however
 * this process ends, kills the groups of the last list.
 */
const SCRIPT = `trap "" INT TERM HUP
groups=""
while read -r line; do groups="$line"; done
for group in $groups; do kill -KILL "-$group" 2>/dev/null; done`;

/** Watches over process groups on behalf of a process that may be killed without warning. */
export interface Reaper {
  /** The groups that have to end with this process, from now on. */
  watch(groups: readonly number[]): void;
}

/**
 * Starts a shell that outlives this process for a moment, to end what it would leave behind. Windows
 * needs none: Node puts children there into a job that ends with their parent.
 */
export function startReaper(): Reaper {
  if (process.platform === "win32") return { watch: () => {} };
  const shell = spawn("/bin/sh", ["-c", SCRIPT], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  shell.unref();
  // Without the shell (it was killed) there is nothing to write to, and nothing that we could do.
  shell.stdin.on("error", () => {});
  return { watch: (groups) => void shell.stdin.write(`${groups.join(" ")}\n`) };
}
