/**
 * The value below which a share of the values lies, by the nearest rank, so that it is one that was
 * measured; undefined for no values.
 */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
