/** 10⁻⁹ US dollars are the least that counters know. */
export const NANO = 1_000_000_000;

/** The most that a call may cost, in whole nano-dollars: not a part of one less. */
export function atMostNano(usd: number): number {
  // A product may be a little above the sum that it stands for.
  return Math.ceil(usd * NANO - 1e-3);
}
