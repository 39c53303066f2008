/** What one sequence of the context holds: evaluated tokens, and when it was last used. */
export interface CachedSequence {
  readonly tokens: readonly number[];
  /** Grows with every use; 0 was never used. */
  readonly usedAt: number;
  /** Is generating for another request right now. */
  readonly busy: boolean;
}

/** The sequence to take, and how many of its tokens the prompt can keep. */
export interface CacheHit {
  readonly index: number;
  readonly shared: number;
}

/** The number of tokens that two lists begin with in common. */
export function commonPrefix(a: readonly number[], b: readonly number[]): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length += 1;
  return length;
}

/**
 * Picks the sequence for a prompt (rules L4, L5): the one that costs the fewest evaluations, now
 * and later. Now, what the prompt does not share with it; later, what would be thrown away, which
 * somebody may ask for again, the likelier the more recently it was used (one half for the most
 * recent, half of that for the next, and so on). So a conversation finds its own sequence, and a
 * new one takes an unused or old one instead of the history of a living one. Undefined when all
 * are busy.
 */
export function pickSequence(
  sequences: readonly CachedSequence[],
  prompt: readonly number[],
): CacheHit | undefined {
  const recency = sequences.map(({ usedAt }) => usedAt).toSorted((a, b) => b - a);
  const candidates = sequences.flatMap(({ tokens, usedAt, busy }, index) => {
    if (busy) return [];
    const shared = commonPrefix(tokens, prompt);
    const wantedAgain = 0.5 ** (recency.indexOf(usedAt) + 1);
    const cost = prompt.length - shared + (tokens.length - shared) * wantedAgain;
    return [{ index, shared, cost, usedAt }];
  });
  const best = candidates.toSorted((a, b) => a.cost - b.cost || a.usedAt - b.usedAt)[0];
  return best && { index: best.index, shared: best.shared };
}
