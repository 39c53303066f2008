import { cardinalWords, ordinalWords } from "../local/speech/text/number-words.ts";

/** How far heard words are from those that were said. */
export interface WordErrors {
  /** Words that were replaced, left out or added, at their least (Levenshtein over words). */
  readonly errors: number;
  /** Words of the reference. */
  readonly words: number;
}

/** Written short, spoken long. */
const TITLES: Readonly<Record<string, string>> = {
  mr: "mister",
  mrs: "missus",
  ms: "miss",
  dr: "doctor",
  okay: "ok",
};

/**
 * The words of a text as they are compared: lower case, without punctuation, numbers as words, so
 * that "Mr. Smith's 10 well-known" and "mister smith's ten well known" are the same.
 */
export function comparableWords(text: string): string[] {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .replace(/(\d),(?=\d{3})/g, "$1")
    .replace(/(\d+)(?:st|nd|rd|th)\b/g, (_, digits: string) => ` ${ordinalWords(digits)} `)
    .replace(/(\d)\.(\d)/g, "$1 point $2")
    .replace(/\d+/g, (digits) => ` ${cardinalWords(digits)} `)
    .replace(/[^\p{L}\p{N}']+/gu, " ")
    .split(" ")
    .map((word) => word.replace(/^'+|'+$/g, ""))
    .filter((word) => word !== "")
    .map((word) => TITLES[word] ?? word);
}

/** Compares what was heard with what was said. */
export function wordErrors(said: string, heard: string): WordErrors {
  const reference = comparableWords(said);
  const hypothesis = comparableWords(heard);
  let row = hypothesis.map((_, index) => index + 1);
  row.unshift(0);
  for (const [i, word] of reference.entries()) {
    const next = [i + 1];
    for (const [j, other] of hypothesis.entries())
      next.push(
        Math.min(
          (row[j] as number) + (word === other ? 0 : 1),
          (row[j + 1] as number) + 1,
          (next[j] as number) + 1,
        ),
      );
    row = next;
  }
  return { errors: row.at(-1) as number, words: reference.length };
}

/** Word error rate over several pairs: all errors by all words. NaN where nothing was said. */
export function wordErrorRate(parts: readonly WordErrors[]): number {
  const sum = (pick: (part: WordErrors) => number): number =>
    parts.reduce((total, part) => total + pick(part), 0);
  return sum(({ errors }) => errors) / sum(({ words }) => words);
}
