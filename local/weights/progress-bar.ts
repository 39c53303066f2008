import type { Progress } from "./fetch-weights.ts";

const WIDTH = 24;

/** One line of a terminal: a bar, percent, megabytes, what it is. */
export function progressBar({ title, bytes, total }: Progress): string {
  const share = shareOf(bytes, total);
  const full = Math.round(share * WIDTH);
  const bar = "█".repeat(full) + "░".repeat(WIDTH - full);
  return `${bar} ${percent(share)}  ${megabytes(bytes)} of ${megabytes(total)} MB  ${title}`;
}

/**
 * The line to print where there is no terminal, or nothing: one for each tenth, so that a log stays
 * short. `before` is the progress of the call before.
 */
export function progressLine(before: Progress | undefined, now: Progress): string | undefined {
  const step = ({ bytes, total }: Progress): number => Math.floor(shareOf(bytes, total) * 10);
  if (before?.title === now.title && step(before) === step(now)) return undefined;
  const share = percent(shareOf(now.bytes, now.total)).trim();
  return `Fetching the ${now.title}: ${share} of ${megabytes(now.total)} MB`;
}

function shareOf(bytes: number, total: number): number {
  return total === 0 ? 1 : Math.min(1, bytes / total);
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`.padStart(5);
}

function megabytes(bytes: number): string {
  return String(Math.round(bytes / 1e6));
}
