/**
 * Money is kept in whole nano-dollars (10⁻⁹ US dollars), because sums of fractions drift: each
 * attempt's cost is rounded once, and everything after that is exact.
 */
const NANO = 1_000_000_000;

/** An amount of US dollars in nano-dollars; undefined stays unknown. */
export function nanoDollars(usd: number | undefined): number | undefined {
  if (usd === undefined) return undefined;
  if (!Number.isFinite(usd) || usd < 0) return undefined;
  return Math.round(usd * NANO);
}

/** Nano-dollars, as SQLite's decimal text of an integer, in US dollars with nine decimals. */
export function usdText(nano: string): string {
  const digits = nano.padStart(10, "0");
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
}
