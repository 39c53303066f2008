import { spokenWords } from "../spoken-words.ts";

/** Words and phrases to be looked up in rows of words. */
export interface PhraseSet {
  readonly phrases: ReadonlySet<string>;
  /** Words of the longest phrase. */
  readonly longest: number;
}

export function phraseSet(...lists: readonly (readonly string[])[]): PhraseSet {
  const phrases = new Set<string>();
  let longest = 0;
  for (const phrase of lists.flat()) {
    const words = spokenWords(phrase);
    if (words.length === 0) continue;
    phrases.add(words.join(" "));
    longest = Math.max(longest, words.length);
  }
  return { phrases, longest };
}

/** Words of the longest phrase that begins at `from`; 0 if none does. */
export function phraseAt(set: PhraseSet, words: readonly string[], from: number): number {
  for (let length = Math.min(set.longest, words.length - from); length > 0; length -= 1) {
    if (set.phrases.has(words.slice(from, from + length).join(" "))) return length;
  }
  return 0;
}

/** Words of the longest phrase that ends before `end`; 0 if none does. */
export function phraseBefore(set: PhraseSet, words: readonly string[], end: number): number {
  for (let length = Math.min(set.longest, end); length > 0; length -= 1) {
    if (set.phrases.has(words.slice(end - length, end).join(" "))) return length;
  }
  return 0;
}

/** Whether the words from `from` to `end` are phrases of the set, one after another. */
export function isRowOf(
  set: PhraseSet,
  words: readonly string[],
  from = 0,
  end = words.length,
): boolean {
  let at = from;
  while (at < end) {
    const length = phraseAt(set, words, at);
    if (length === 0) return false;
    at += length;
  }
  return end > from;
}
