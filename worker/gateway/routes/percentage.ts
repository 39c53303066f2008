import type { PercentageElement } from "./route.ts";

/**
 * Where a percentage element sends what lies at `position` in [0, 1), or undefined for an `else`
 * that isn't there.
 */
export function branchAt(
  { branches, rest }: PercentageElement,
  position: number,
): { readonly output: string; readonly to: string } | undefined {
  let end = 0;
  for (const { output, share, to } of branches) {
    end += share;
    // Shares such as 33.3 add up to a little less than they should.
    if (position * 100 < end - 1e-9) return { output, to };
  }
  if (rest !== undefined) return { output: "else", to: rest };
  const last = branches.at(-1);
  return last === undefined ? undefined : { output: last.output, to: last.to };
}

/**
 * A number in [0, 1) that is always the same for the same text, and spread evenly over texts: FNV-1a
 * (http://www.isthe.com/chongo/tech/comp/fnv/) with the finish of MurmurHash3.
 */
export function positionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
