import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/** A process of this machine. */
export interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  /** It has ended, and nobody has asked how. */
  readonly zombie: boolean;
  /** Resident set in KiB, where `ps` was asked. */
  readonly residentKilobytes?: number;
}

const POLL_MS = 50;

/** Every process of this machine: from /proc on Linux, else from `ps`; none where there is neither. */
export function listProcesses(): ListedProcess[] {
  return process.platform === "linux" ? listProc() : listPs();
}

/** A process and all below it, the process itself first. */
export function processTree(root: number, processes = listProcesses()): ListedProcess[] {
  const found = processes.filter(({ pid }) => pid === root);
  for (const { pid } of found) found.push(...processes.filter(({ parent }) => parent === pid));
  return found;
}

/** The processes that still run after at most `ms`; returns as soon as none does. */
export async function stillAlive(pids: readonly number[], ms: number): Promise<number[]> {
  const end = performance.now() + ms;
  for (;;) {
    const left = listProcesses().filter(({ pid, zombie }) => pids.includes(pid) && !zombie);
    if (left.length === 0 || performance.now() > end) return left.map(({ pid }) => pid);
    await wait(POLL_MS);
  }
}

/** A file of /proc; empty where its process has ended meanwhile. */
export function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, "utf8");
  } catch {
    return "";
  }
}

function listProc(): ListedProcess[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    // "pid (name) state ppid …": a name may hold blanks and brackets.
    const stat = readProc(`${pid}/stat`);
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state === undefined || parent === undefined) return [];
    return [{ pid: Number(pid), parent: Number(parent), zombie: state === "Z" }];
  });
}

function listPs(): ListedProcess[] {
  const { status, stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid=,rss=,state="], {
    encoding: "utf8",
  });
  if (status !== 0) return [];
  return stdout
    .trim()
    .split("\n")
    .map((line) => {
      const [pid = "", parent = "", resident = "", state = ""] = line.trim().split(/\s+/);
      return {
        pid: Number(pid),
        parent: Number(parent),
        zombie: state.startsWith("Z"),
        residentKilobytes: Number(resident),
      };
    });
}
