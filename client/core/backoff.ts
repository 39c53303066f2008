/** Milliseconds. */
export const BACKOFF = { firstMs: 250, factor: 2, longestMs: 8_000 } as const;

/**
 * How long to wait after the `failure`th failure in a row (1 is the first): exponential, up to
 * a cap, of which the upper half is random, so that the clients of a restarted server spread out.
 * `random` is uniform in 0…1.
 */
export function backoffMs(failure: number, random: number): number {
  const full = Math.min(BACKOFF.longestMs, BACKOFF.firstMs * BACKOFF.factor ** (failure - 1));
  return Math.round(full * (0.5 + random / 2));
}
