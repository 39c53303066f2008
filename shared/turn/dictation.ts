import { phraseAt, phraseBefore } from "./language/phrase-set.ts";
import type { TurnPhrases } from "./language/turn-languages.ts";

/** Digits that look like a whole phone number (ITU-T E.164 allows 15; most national ones have 10). */
const PHONE_DIGITS = 10;
/** Single digits, or groups of them, that are dictation without anything that announces it. */
const UNANNOUNCED_GROUPS = 3;

/**
 * Whether the words end in something that is being dictated and may go on: digits, letters, or an
 * address. `closed`: a mark ends the text, which counts little, since recognizers close groups too.
 */
export function isDictating(
  words: readonly string[],
  closed: boolean,
  phrases: TurnPhrases,
): boolean {
  return isSpelling(words, phrases) || isAddress(words, closed, phrases);
}

function isSpelling(words: readonly string[], phrases: TurnPhrases): boolean {
  let from = words.length;
  let digits = 0;
  let letters = 0;
  let groups = 0;
  let repeat = 0;
  for (; from > 0; from -= 1) {
    const word = words[from - 1] as string;
    if (/^\d+$/.test(word)) digits += word.length;
    else if (phraseBefore(phrases.digits, words, from) === 1) digits += 1;
    else if (phraseBefore(phrases.repeats, words, from) === 1) repeat += word === "triple" ? 2 : 1;
    else if (isLetter(word)) letters += 1;
    else break;
    groups += 1;
  }
  if (groups === 0) return false;
  const count = digits + letters + repeat;
  const whole = expected(words, from, phrases);
  if (whole !== undefined) return count < whole;
  if (letters > 0) return letters >= 3 && !isSpelled(words, from) && count < 20;
  if (count >= PHONE_DIGITS) return false;
  if (groups >= UNANNOUNCED_GROUPS) return true;
  return from === 0 && groups > 1;
}

function isLetter(word: string): boolean {
  return /^\p{Script=Latin}$/u.test(word);
}

/** Whether the letters spell a word that was said before: "Smith, S M I T H". */
function isSpelled(words: readonly string[], from: number): boolean {
  return words.slice(0, from).includes(words.slice(from).join(""));
}

function expected(
  words: readonly string[],
  from: number,
  phrases: TurnPhrases,
): number | undefined {
  for (const { cues, length } of phrases.dictations) {
    if (length !== "address" && phraseBefore(cues, words, from) > 0) return length;
  }
  return undefined;
}

function isAddress(words: readonly string[], closed: boolean, phrases: TurnPhrases): boolean {
  const last = words.at(-1);
  if (last === undefined) return false;
  if (/@[^.]*$/.test(last)) return true;
  if (phraseBefore(phrases.dots, words, words.length) > 0) return words.length > 1;
  for (const { cues, length } of phrases.dictations) {
    if (length !== "address") continue;
    for (let from = words.length - 1; from > 0 && from > words.length - 10; from -= 1) {
      if (phraseBefore(cues, words, from) === 0) continue;
      return !closed && !isWholeAddress(words, from, phrases);
    }
  }
  return false;
}

function isWholeAddress(words: readonly string[], from: number, phrases: TurnPhrases): boolean {
  if (/\.[a-z]{2,}$/.test(words.at(-1) ?? "")) return true;
  for (let i = from; i < words.length - 1; i += 1) {
    if (
      phraseAt(phrases.ats, words, i) > 0 &&
      phraseBefore(phrases.dots, words, words.length - 1) > 0
    )
      return true;
  }
  return false;
}
