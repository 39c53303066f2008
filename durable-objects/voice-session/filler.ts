/**
 * What to say while a tool takes long: the one after the one that was said last, and never the same
 * twice in a row; undefined where only that is left.
 */
export function nextFiller(
  fillers: readonly string[],
  last: string | undefined,
): string | undefined {
  const next = fillers[(fillers.indexOf(last ?? "") + 1) % fillers.length];
  return next === last ? undefined : next;
}
