import { spokenWords } from "../spoken-words.ts";
import type { Phrases } from "./turn-language.ts";

/** Words and phrases to be looked up in rows of words. */
export interface PhraseSet {
  readonly phrases: ReadonlySet<string>;
  /** The words that begin and end a phrase: most look-ups are over after one of them. */
  readonly firsts: ReadonlySet<string>;
  readonly lasts: ReadonlySet<string>;
  /** Words of the longest phrase. */
  readonly longest: number;
}

/** The phrases of several lists, cut into words. */
export function phraseSet(...lists: readonly Phrases[]): PhraseSet {
  return phraseSetOf(lists.join(",").split(","));
}

export function phraseSetOf(list: readonly string[]): PhraseSet {
  const phrases = new Set<string>();
  const firsts = new Set<string>();
  const lasts = new Set<string>();
  let longest = 0;
  for (const phrase of list) {
    const words = spokenWords(phrase);
    if (words.length === 0) continue;
    phrases.add(words.join(" "));
    firsts.add(words[0] as string);
    lasts.add(words.at(-1) as string);
    longest = Math.max(longest, words.length);
  }
  return { phrases, firsts, lasts, longest };
}

/** Words of the longest phrase that begins at `from`; 0 if none does. */
export function phraseAt(set: PhraseSet, words: readonly string[], from: number): number {
  if (from >= words.length || !set.firsts.has(words[from] as string)) return 0;
  for (let length = Math.min(set.longest, words.length - from); length > 0; length -= 1) {
    if (set.phrases.has(words.slice(from, from + length).join(" "))) return length;
  }
  return 0;
}

/** Words of the longest phrase that ends before `end`; 0 if none does. */
export function phraseBefore(set: PhraseSet, words: readonly string[], end: number): number {
  if (end <= 0 || !set.lasts.has(words[end - 1] as string)) return 0;
  for (let length = Math.min(set.longest, end); length > 0; length -= 1) {
    if (set.phrases.has(words.slice(end - length, end).join(" "))) return length;
  }
  return 0;
}

/** Whether the word is a phrase by itself. */
export function isIn(set: PhraseSet, word: string | undefined): boolean {
  return word !== undefined && set.phrases.has(word);
}

/**
 * Whether the words are phrases of `set`, one after another; those of `between` may stand anywhere but
 * at the end. The longest phrase is taken each time.
 */
export function isRowOf(set: PhraseSet, words: readonly string[], between?: PhraseSet): boolean {
  let own = 0;
  for (let at = 0; at < words.length;) {
    own = phraseAt(set, words, at);
    const other = between === undefined ? 0 : phraseAt(between, words, at);
    if (other > own) own = 0;
    const length = Math.max(own, other);
    if (length === 0) return false;
    at += length;
  }
  return own > 0;
}
