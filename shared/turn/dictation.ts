import { dictatedRun } from "./dictated-run.ts";
import type { DictatedRun } from "./dictated-run.ts";
import { isIn, isRowOf, phraseAt, phraseBefore } from "./language/phrase-set.ts";
import type { TurnPhrases } from "./language/turn-languages.ts";

/** Most national phone numbers have ten digits (E.164 allows fifteen), local ones seven. */
const PHONE_DIGITS = 10;
const LOCAL_PHONE_DIGITS = 7;
const CARD_DIGITS = 16;
/** Digits or groups of them that are dictation although nothing announces it. */
const UNANNOUNCED_GROUPS = 3;
const UNANNOUNCED_DIGITS = 3;
/** Two groups of so few digits are a time ("5 30"). */
const TIME_DIGITS = 4;
/** A code of so many signs may be whole; one of more than the second is. */
const CODE_SIGNS = 6;
const CODE_SIGNS_MOST = 24;
/** Words after its cue within which an address is looked for. */
const ADDRESS_WORDS = 14;
/** Words after "my email is" that are no address if there is no sign among them. */
const NO_ADDRESS_WORDS = 3;
/** Ends of host names that people say aloud. */
const TOP_LEVEL = new Set(
  "com org net edu gov info io ai app dev co uk eu us de at ch es mx fr it pt br nl be jp".split(
    " ",
  ),
);
const YEAR_OR_ROUND = /^(?:(?:1[6-9]|20)\d\d|[1-9]\d*00)$/;

/**
 * Whether the words end in something that is being dictated: `dictating` when it may well go on,
 * `unclear` when it has a usual length. `marked`: a mark ends the text, which tells little, since
 * recognizers close groups too. Undefined: no dictation, or a whole one.
 */
export function dictationOf(
  words: readonly string[],
  marked: boolean,
  phrases: TurnPhrases,
): "dictating" | "unclear" | undefined {
  if (isAddress(words, marked, phrases) || isExplained(words, phrases)) return "dictating";
  const run = dictatedRun(words, phrases);
  return run === undefined ? undefined : dictationOfRun(words, run, marked, phrases);
}

function dictationOfRun(
  words: readonly string[],
  run: DictatedRun,
  marked: boolean,
  phrases: TurnPhrases,
): "dictating" | "unclear" | undefined {
  const count = run.digits + run.letters;
  if (run.sign && (run.digits > 0 || run.letters > 1)) return "dictating";
  if (isSpelled(words, run)) return undefined;
  const length = announcedLength(words, run.from, phrases);
  if (length === "name") {
    if (count > CODE_SIGNS_MOST) return undefined;
    return marked && count >= CODE_SIGNS ? "unclear" : "dictating";
  }
  if (length !== undefined) {
    if (count >= length) return undefined;
    const local = length === PHONE_DIGITS && count >= LOCAL_PHONE_DIGITS;
    return marked && local ? "unclear" : "dictating";
  }
  if (run.loose && !run.zero) return undefined;
  const announced = isAnnounced(words, run, phrases);
  if (run.letters > 0) {
    const enough = run.letters + run.digits >= (announced ? 2 : UNANNOUNCED_GROUPS);
    return enough && !isPhrase(words, run, phrases) ? "dictating" : undefined;
  }
  if (run.fours && count < CARD_DIGITS) return "dictating";
  if (count >= PHONE_DIGITS) return undefined;
  if (run.groups >= UNANNOUNCED_GROUPS) {
    return marked && count >= LOCAL_PHONE_DIGITS ? "unclear" : "dictating";
  }
  if (!announced) return undefined;
  if (run.zero && run.digits > 1) return "dictating";
  if (run.groups > 1) return run.digits > TIME_DIGITS ? "dictating" : undefined;
  const amount = run.digits < UNANNOUNCED_DIGITS || YEAR_OR_ROUND.test(words.at(-1) as string);
  return amount ? undefined : marked ? "unclear" : "dictating";
}

/** Whether the letters spell a word that was said before them: "Smith, S M I T H". */
function isSpelled(words: readonly string[], { from, letters }: DictatedRun): boolean {
  return letters > 1 && words.slice(0, from).includes(words.slice(from).join(""));
}

/** Whether the only letter is a word ("is it a 5"). */
function isPhrase(words: readonly string[], run: DictatedRun, phrases: TurnPhrases): boolean {
  return run.letters === 1 && isWord(words[run.from] as string, phrases);
}

function isWord(letter: string, phrases: TurnPhrases): boolean {
  return (
    isIn(phrases.open, letter) || isIn(phrases.dangling, letter) || isIn(phrases.subjects, letter)
  );
}

function announcedLength(
  words: readonly string[],
  from: number,
  phrases: TurnPhrases,
): number | "name" | undefined {
  let longest = 0;
  let announced: number | "name" | undefined;
  for (const { cues, length } of phrases.dictations) {
    if (length === "mail" || length === "street") continue;
    const cue = phraseBefore(cues, words, from);
    if (cue > longest) [longest, announced] = [cue, length];
  }
  return announced;
}

/** Whether the run is all there is, or something before it announces it. */
function isAnnounced(words: readonly string[], run: DictatedRun, phrases: TurnPhrases): boolean {
  const before = words.slice(0, run.from);
  return (
    before.length === 0 ||
    phraseBefore(phrases.announcers, before, before.length) > 0 ||
    isRowOf(phrases.leads, before, phrases.short) ||
    isRowOf(phrases.short, before, phrases.leads)
  );
}

/** Whether the last letter is being explained: "B as in Bravo". */
function isExplained(words: readonly string[], phrases: TurnPhrases): boolean {
  for (const end of [words.length, words.length - 1]) {
    const length = phraseBefore(phrases.spelledBy, words, end);
    const letter = words[end - length - 1];
    if (length === 0 || letter === undefined) continue;
    if (/^\p{sc=Latin}$/u.test(letter) && (length > 1 || !isWord(letter, phrases))) return true;
  }
  return false;
}

function isAddress(words: readonly string[], marked: boolean, phrases: TurnPhrases): boolean {
  const last = words.at(-1) ?? "";
  if (/@[^.]*$/.test(last)) return true;
  if (words.length > 1 && phraseBefore(phrases.dots, words, words.length) > 0) return true;
  for (const { cues, length } of phrases.dictations) {
    if (length !== "mail" && length !== "street") continue;
    const from = afterCue(words, cues);
    if (from === undefined) continue;
    return length === "street" ? !marked : !isWholeAddress(words, from, phrases);
  }
  const host = phraseBefore(phrases.dots, words, words.length - 1) > 0;
  return host && /^\p{L}+$/u.test(last) && !TOP_LEVEL.has(last);
}

/** The first word after the cue; undefined where there is no cue or nothing after it. */
function afterCue(words: readonly string[], cues: TurnPhrases["open"]): number | undefined {
  const first = Math.max(0, words.length - ADDRESS_WORDS);
  for (let at = words.length - 2; at >= first; at -= 1) {
    const length = phraseAt(cues, words, at);
    if (length > 0) return at + length < words.length ? at + length : undefined;
  }
  return undefined;
}

function isWholeAddress(words: readonly string[], from: number, phrases: TurnPhrases): boolean {
  const last = words.at(-1) as string;
  if (/\.\p{L}{2,}$/u.test(last)) return true;
  let signs = 0;
  for (let at = from; at < words.length; at += 1) {
    if (phraseAt(phrases.ats, words, at) > 0 || phraseAt(phrases.dots, words, at) > 0) signs += 1;
  }
  if (signs === 0) return words.length - from >= NO_ADDRESS_WORDS && !/^\p{L}$/u.test(last);
  return phraseBefore(phrases.dots, words, words.length - 1) > 0 && TOP_LEVEL.has(last);
}
