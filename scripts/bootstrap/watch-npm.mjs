import { spawnSync } from "node:child_process";

const INTERVAL_MS = 1_000;

/**
 * Calls back when the npm that runs this process has ended, which npm tells nobody: a signal that
 * npm passes on reaches only the shell between the two. Does nothing when npm doesn't run it, and on
 * Windows, where processes have no parents to ask for.
 * @param {() => void} onEnd
 */
export function watchNpm(onEnd) {
  if (process.env["npm_lifecycle_event"] === undefined || process.platform === "win32") return;
  const { ppid } = process;
  const pids = [ppid, ...npmBehind(ppid)];
  const timer = setInterval(() => {
    if (process.ppid === ppid && pids.every(isAlive)) return;
    clearInterval(timer);
    onEnd();
  }, INTERVAL_MS);
  timer.unref();
}

/**
 * The shell's parent. Some shells (bash) replace themselves by the command: then there is none.
 * @param {number} pid
 * @returns {number[]}
 */
function npmBehind(pid) {
  const { stdout } = spawnSync("ps", ["-o", "ppid=,comm=", "-p", String(pid)], {
    encoding: "utf8",
  });
  const [, parent, isShell] = /^\s*(\d+)\s+\S*?((?:ba|da|z|k)?sh)\s*$/.exec(stdout ?? "") ?? [];
  return parent === undefined || isShell === undefined || parent === "1" ? [] : [Number(parent)];
}

/**
 * @param {number} pid
 * @returns {boolean}
 */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
