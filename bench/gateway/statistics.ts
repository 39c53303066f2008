import { percentile } from "../percentile.ts";

/** The middle value; NaN of none, which no target is reached by. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5) ?? Number.NaN;
}

/**
 * How much a thing adds to the median of a direct call, compared with what another adds: all of them
 * in the same unit. NaN where the other adds nothing that can be measured.
 */
export function addedRatio(
  of: readonly number[],
  to: readonly number[],
  direct: readonly number[],
): number {
  const base = median(direct);
  const added = median(to) - base;
  return added > 0 ? (median(of) - base) / added : Number.NaN;
}

/**
 * The median of the ratios of neighbours: `of[i]` and `to[i]` were measured one after the other, so
 * that what slows the machine for a while slows both. Rounds that only one has don't count.
 */
export function pairedRatio(of: readonly number[], to: readonly number[]): number {
  const length = Math.min(of.length, to.length);
  return median(of.slice(0, length).map((value, index) => value / (to[index] ?? Number.NaN)));
}

/**
 * The order of a round: it begins with another one each time and turns round each second time, so
 * that nothing is always measured after the same.
 */
export function roundOrder<Item>(items: readonly Item[], round: number): readonly Item[] {
  const start = items.length === 0 ? 0 : round % items.length;
  const turned = [...items.slice(start), ...items.slice(0, start)];
  return round % 2 === 0 ? turned : turned.toReversed();
}
