import { readProc } from "../../tests/product/process-tree.ts";

/** Linux tells CPU time in hundredths of a second (USER_HZ, proc(5)). */
const TICK_MS = 10;

/** CPU time of a process and its threads so far, in milliseconds: `utime` and `stime` of /proc/PID/stat. */
export function cpuMs(pid: number): number {
  const stat = readProc(`${pid}/stat`);
  // The second field is a name in brackets, which may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Proportional set size of a process in KiB: `Pss` of /proc/PID/smaps_rollup (proc(5)). */
export function pssKb(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(readProc(`${pid}/smaps_rollup`))?.[1] ?? Number.NaN);
}
