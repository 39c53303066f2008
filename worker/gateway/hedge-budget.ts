/** Extra calls that each call earns: no more than 3 of 100 calls get a rival. */
export const HEDGE_SHARE = 0.03;

/** Extra calls that can be saved up, so that an outage is no stampede. */
export const HEDGE_BURST = 3;

/** Calls that may be given up for another because they are late by what was learnt of the model. */
export const REPLACE_SHARE = 0.1;

/** A token bucket of extra calls: it starts empty, so that the share holds from the first call on. */
export interface HedgeBudget {
  /** Counts a call. */
  earn(): void;
  /** Whether an extra call can be paid. */
  affordable(): boolean;
  /** Pays for one. */
  spend(): void;
}

/** Makes an empty bucket. */
export function createHedgeBudget(share = HEDGE_SHARE, burst = HEDGE_BURST): HedgeBudget {
  let tokens = 0;
  return {
    earn: () => void (tokens = Math.min(burst, tokens + share)),
    // Sums of shares such as 0.03 fall a little short of whole numbers.
    affordable: () => tokens >= 1 - 1e-9,
    spend: () => void (tokens = Math.max(0, tokens - 1)),
  };
}

/** The bucket of this isolate for rivals. */
export const HEDGE_BUDGET = createHedgeBudget();

/**
 * The one for calls that are given up: when a whole provider has become slow, giving up each call
 * would only make it slower.
 */
export const REPLACE_BUDGET = createHedgeBudget(REPLACE_SHARE);
