import { processTree, readProc } from "../tests/product/process-tree.ts";

/** Memory of a process and all below it. */
export interface TreeMemory {
  /** Mebibytes; absent where this platform does not tell. */
  readonly megabytes: number | undefined;
  /** What was added up. */
  readonly method: string;
}

const KILOBYTES_PER_MEBIBYTE = 1024;

/**
 * Memory of a process and of everything that it started, now. Linux: the sum of the proportional set
 * sizes (`Pss` of /proc/<pid>/smaps_rollup, proc(5)), which counts a page that several share once.
 * Elsewhere the sum of the resident set sizes by `ps`, which counts it several times.
 */
export function treeMemory(root: number): TreeMemory {
  const tree = processTree(root);
  const linux = process.platform === "linux";
  if (tree.length === 0) return { megabytes: undefined, method: "unknown on this platform" };
  const kilobytes = tree.reduce(
    (sum, { pid, residentKilobytes = 0 }) => sum + (linux ? proportional(pid) : residentKilobytes),
    0,
  );
  const method = `sum of ${linux ? "PSS" : "RSS"} of ${tree.length} processes`;
  return { megabytes: kilobytes / KILOBYTES_PER_MEBIBYTE, method };
}

function proportional(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(readProc(`${pid}/smaps_rollup`))?.[1] ?? 0);
}
