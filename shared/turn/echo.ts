import { isUnspaced } from "./spoken-words.ts";

/** Longer texts are compared by their ends. In words. */
const HEARD_MOST = 24;
const SAID_MOST = 90;
/** Fewer words must all be the agent's own; characters of unspaced scripts count half. */
const ERRORS_FROM = 4;
/** Errors allowed per word: a word that was not heard or sounds similar is one, another word is two. */
const ERRORS_SHARE = 0.25;
/** A cut word must have so many letters to be known by its beginning or end. */
const CUT_LETTERS = 3;
const SMALL_LETTERS = 3;

/**
 * Whether the words are the agent's own, come back: they stand in what it says, in order and close
 * together, apart from few recognition errors inside. A word added at either end, or between two words
 * that follow each other, is new, and that is no echo. Numbers are often written in digits on one side
 * and heard as words on the other; `isNumber` knows the words.
 */
export function isEcho(
  heardWords: readonly string[],
  saidWords: readonly string[],
  isNumber: (word: string) => boolean,
): boolean {
  const heard = heardWords.slice(-HEARD_MOST);
  const said = saidWords.slice(-SAID_MOST);
  const last = heard.length - 1;
  if (last < 0 || said.length === 0) return false;
  const weight = isUnspaced(heard[0] as string) ? heard.length / 2 : heard.length;
  const most = weight < ERRORS_FROM ? 0 : Math.floor(weight * ERRORS_SHARE);
  // ends[j]: fewest errors with which the words so far end at the agent's word j.
  let ends: readonly number[] = said.map((own) =>
    isSame(heard[0] as string, own, isNumber) || isCut(heard[0] as string, own, "start")
      ? 0
      : Infinity,
  );
  for (let i = 1; i <= last; i += 1) {
    const before = ends;
    const word = heard[i] as string;
    ends = said.map((own, j) => {
      const next = before[j - 1] ?? Infinity;
      const over = (before[j - 2] ?? Infinity) + 1;
      const here = before[j] as number;
      const split = here < Infinity && isDigits(own) && isNumber(word) ? here : Infinity;
      const least = Math.min(next, over);
      if (least > most) return split;
      if (isSame(word, own, isNumber) || (i === last && isCut(word, own, "end"))) {
        return Math.min(least, split);
      }
      return i === last ? split : Math.min(next + substitution(word, own, isNumber), split);
    });
    if (!ends.some((errors) => errors <= most)) return false;
  }
  return ends.some((errors) => errors <= most);
}

/** The same word, one or two letters off, or the same kind of number in digits and in words. */
function isSame(heard: string, own: string, isNumber: (word: string) => boolean): boolean {
  if (heard === own) return true;
  if (isDigits(own) ? isNumber(heard) : isDigits(heard) && isNumber(own)) return true;
  // A word misheard by a letter or two keeps its first or last one; asking that first is cheap.
  if (heard[0] !== own[0] && heard.at(-1) !== own.at(-1)) return false;
  const longest = Math.max(heard.length, own.length);
  return longest >= 4 && isWithin(heard, own, Math.min(2, Math.floor(longest / 4)));
}

/** A word of which only the end ("start" of the sound) or the beginning was heard. */
function isCut(heard: string, own: string, edge: "start" | "end"): boolean {
  if (heard.length < CUT_LETTERS) return false;
  return edge === "end" ? own.startsWith(heard) : own.endsWith(heard);
}

function isDigits(word: string): boolean {
  const first = word.charCodeAt(0);
  return first >= 48 && first <= 57;
}

/** Small words are misheard most, numbers are what people correct. */
function substitution(heard: string, own: string, isNumber: (word: string) => boolean): number {
  if (isUnspaced(heard)) return 1;
  if (isDigits(heard) || isNumber(heard)) return 2;
  const longest = Math.max(heard.length, own.length);
  return longest <= SMALL_LETTERS || isWithin(heard, own, Math.floor(longest / 3)) ? 1 : 2;
}

/** Whether Levenshtein's distance of two words is at most `most`. */
function isWithin(a: string, b: string, most: number): boolean {
  if (Math.abs(a.length - b.length) > most) return false;
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swapped = (before[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(swapped, (before[j] as number) + 1, (row[j - 1] as number) + 1));
    }
    if (Math.min(...row) > most) return false;
    before = row;
  }
  return (before[b.length] as number) <= most;
}
