import { phraseBefore } from "./language/phrase-set.ts";
import type { TurnPhrases } from "./language/turn-languages.ts";

/** Digits and letters at the end of what was said, hesitations and signs between them left out. */
export interface DictatedRun {
  /** Where it begins. */
  readonly from: number;
  readonly digits: number;
  readonly letters: number;
  readonly groups: number;
  /** All groups have four digits, as a card's have. */
  readonly fours: boolean;
  /** Holds "twenty", "hundred", "A12": amounts and names, unless something announces a number. */
  readonly loose: boolean;
  /** Begins with a zero, or a "plus" before a digit: no amount does. */
  readonly zero: boolean;
  /** Ends in a sign ("dash"), after which something must come. */
  readonly sign: boolean;
}

interface Group {
  readonly length: number;
  readonly digits: number;
  readonly letters: number;
  readonly loose: boolean;
}

const DIGITS = /^\d+(?:\.\d+){2,}$|^\d+$/;
const LETTER = /^\p{sc=Latin}$/u;
const MIXED = /^(?=.*\d)[\p{sc=Latin}\d]+$/u;
const ORDINAL_OR_UNIT =
  /^\d+(?:st|nd|rd|th|e|er|de|ste|º|ª|s|k|m|km|cm|mm|g|kg|h|x|am|pm|min|mg|ml|l|gb|mb)$/;
const ZERO = /^(?:0|zero|zéro|cero|null|nul|oh|plus|più|más|mais|零|〇)/;

/** The run at the end of the words; undefined if they end in something else. */
export function dictatedRun(
  words: readonly string[],
  phrases: TurnPhrases,
): DictatedRun | undefined {
  const sign = phraseBefore(phrases.signs, words, words.length) > 0;
  let [from, start, digits, letters, groups, fours] = [words.length, words.length, 0, 0, 0, 0];
  let loose = false;
  while (from > 0) {
    const group = groupBefore(words, from, phrases);
    const between =
      group === undefined
        ? phraseBefore(phrases.signs, words, from) || phraseBefore(phrases.fillers, words, from)
        : 0;
    if (group === undefined && between === 0) break;
    from -= group?.length ?? between;
    if (group === undefined) continue;
    start = from;
    digits += group.digits;
    letters += group.letters;
    groups += 1;
    loose ||= group.loose;
    if (group.digits === 4 && group.letters === 0) fours += 1;
  }
  if (groups === 0) return undefined;
  const plus = from < start && ZERO.test(words[start - 1] as string);
  const zero = plus || ZERO.test(words[start] as string);
  return {
    from,
    digits,
    letters,
    groups,
    fours: groups > 1 && fours === groups,
    loose,
    zero,
    sign,
  };
}

function groupBefore(
  words: readonly string[],
  end: number,
  phrases: TurnPhrases,
): Group | undefined {
  const word = words[end - 1] as string;
  const of = (length: number, digits: number, loose = false): Group | undefined =>
    length > 0 ? { length, digits, letters: 0, loose } : undefined;
  if (DIGITS.test(word)) return of(1, word.replaceAll(".", "").length);
  const unit = (): boolean =>
    end < words.length && phraseBefore(phrases.digits, words, end + 1) > 0;
  return (
    of(phraseBefore(phrases.digits, words, end), 1) ??
    of(phraseBefore(phrases.double, words, end), 1) ??
    of(phraseBefore(phrases.triple, words, end), 2) ??
    of(phraseBefore(phrases.teens, words, end), 2, true) ??
    of(phraseBefore(phrases.tens, words, end), unit() ? 1 : 2, true) ??
    of(phraseBefore(phrases.powers, words, end), 0, true) ??
    (LETTER.test(word) ? { length: 1, digits: 0, letters: 1, loose: false } : undefined) ??
    (MIXED.test(word) && !ORDINAL_OR_UNIT.test(word) ? of(1, word.length, true) : undefined)
  );
}
