import { readFileSync, readdirSync } from "node:fs";
import { spawnSync } from "node:child_process";

/** Memory of a process and all below it. */
export interface TreeMemory {
  /** Mebibytes; absent where this platform does not tell. */
  readonly megabytes: number | undefined;
  /** What was added up. */
  readonly method: string;
}

const MIB = 1024;

/**
 * Memory of a process and of everything that it started, now. Linux: the sum of the proportional set
 * sizes (PSS of /proc/<pid>/smaps_rollup), which counts a page that several share once. Elsewhere the
 * sum of resident set sizes by `ps`, which counts it several times.
 */
export function treeMemory(root: number): TreeMemory {
  if (process.platform === "linux") {
    const pids = descendants(root, linuxParents());
    const kilobytes = pids.reduce((sum, pid) => sum + pssOf(pid), 0);
    return {
      megabytes: kilobytes / MIB,
      method: `PSS of ${pids.length} processes`,
    };
  }
  const listed = spawnSync("ps", ["-A", "-o", "pid=,ppid=,rss="], { encoding: "utf8" });
  if (listed.status !== 0) return { megabytes: undefined, method: "unknown on this platform" };
  const rows = listed.stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const parents = new Map(rows.map(([pid = 0, parent = 0]) => [pid, parent]));
  const pids = descendants(root, parents);
  const resident = new Map(rows.map(([pid = 0, , rss = 0]) => [pid, rss]));
  const kilobytes = pids.reduce((sum, pid) => sum + (resident.get(pid) ?? 0), 0);
  return { megabytes: kilobytes / MIB, method: `RSS of ${pids.length} processes` };
}

function descendants(root: number, parents: ReadonlyMap<number, number>): number[] {
  const found = [root];
  for (const pid of found)
    for (const [child, parent] of parents) if (parent === pid) found.push(child);
  return found;
}

function linuxParents(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    // "pid (name) state ppid …": a name may hold blanks and brackets.
    const stat = readOrNothing(`/proc/${name}/stat`);
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    if (Number.isInteger(parent)) parents.set(Number(name), parent);
  }
  return parents;
}

function pssOf(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(readOrNothing(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
}

/** A process may end between its being listed and its being read. */
function readOrNothing(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
