import { isDictating } from "./dictation.ts";
import { isRowOf, phraseAt, phraseBefore } from "./language/phrase-set.ts";
import type { TurnPhrases } from "./language/turn-languages.ts";
import { turnPhrases } from "./language/turn-languages.ts";
import { spokenWords, withoutSounds } from "./spoken-words.ts";

/**
 * How far the words have come.
 *
 * - `complete`: a whole question or sentence.
 * - `short`: a whole answer or order of a word or two ("Yeah.").
 * - `unclear`: the words don't tell, or there are none.
 * - `incomplete`: the last words want more ("and", "my name is", "um").
 * - `dictating`: a number, a code, an address or a name is being spelled, and may go on.
 */
export type Completeness = "complete" | "short" | "unclear" | "incomplete" | "dictating";

/** The end decides: a long monologue is not read again for each interim. */
const TAIL = 300;
/** Longer rows of short answers are sentences. */
const SHORT_WORDS = 6;
const LAST_MARKS = /[\s"'”’»)\]]*$/u;
const OPEN_MARK = /(?:[,;:،、，…–—-]|\.\.)$/u;
const CLOSED_MARK = /[.!?。！？؟।]$/u;
const QUESTION_MARK = /[?？؟]!?$/u;
const SENTENCE_END = /(?:[.!?…]["'”»)]*\s)|[。！？]/gu;

/** How complete the words of a turn are so far. Total: any text, any language tag. */
export function completenessOf(text: string, language: string): Completeness {
  const phrases = turnPhrases(language);
  const tail = lastOf(withoutSounds(text.slice(-2 * TAIL))).replace(LAST_MARKS, "");
  const all = spokenWords(tail);
  if (all.length === 0) return "unclear";
  const mark = markOf(tail);
  let end = all.length;
  for (let n = phraseBefore(phrases.fillers, all, end); n > 0 && end > n;) {
    end -= n;
    n = phraseBefore(phrases.fillers, all, end);
  }
  const hesitates = end < all.length || phraseBefore(phrases.fillers, all, end) === end;
  if (isDictating(all.slice(0, end), mark === "closed", phrases)) return "dictating";
  if (isShort(all, phrases)) return mark === "open" ? "unclear" : "short";
  if (hesitates || mark === "open") return "incomplete";
  const sentence = spokenWords(lastSentence(tail));
  return completenessOfSentence(sentence.length > 0 ? sentence : all, mark, phrases);
}

type Mark = "open" | "question" | "closed" | "none";

function markOf(text: string): Mark {
  if (OPEN_MARK.test(text)) return "open";
  if (QUESTION_MARK.test(text)) return "question";
  return CLOSED_MARK.test(text) ? "closed" : "none";
}

function lastOf(text: string): string {
  if (text.length <= TAIL) return text;
  const tail = text.slice(-TAIL);
  const space = tail.indexOf(" ");
  return space === -1 ? tail : tail.slice(space + 1);
}

function lastSentence(text: string): string {
  let from = 0;
  const body = text.replace(/[.!?。！？\s]+$/u, "");
  for (const end of body.matchAll(SENTENCE_END)) from = end.index + end[0].length;
  return text.slice(from);
}

function isShort(words: readonly string[], phrases: TurnPhrases): boolean {
  let from = 0;
  for (let n = 1; n > 0 && from < words.length; from += n)
    n = phraseAt(phrases.fillers, words, from);
  return words.length - from <= SHORT_WORDS && isRowOf(phrases.short, words, from);
}

function completenessOfSentence(
  words: readonly string[],
  mark: Mark,
  phrases: TurnPhrases,
): Completeness {
  const end = words.length;
  const byMark: Completeness = mark === "none" ? "unclear" : "complete";
  const closed = phraseBefore(phrases.closed, words, end);
  const begin = isBeginning(words, phrases);
  if (begin && mark !== "question") return "incomplete";
  const open = Math.max(phraseBefore(phrases.open, words, end), isOpenVerb(words, phrases) ? 1 : 0);
  if (closed > 0 && closed >= open) return "complete";
  if (open > 0) return "incomplete";
  if (phraseBefore(phrases.dangling, words, end) > 0) {
    if (mark === "question") return "complete";
    return isStranded(words, phrases) ? "complete" : "incomplete";
  }
  if (phraseBefore(phrases.doubtful, words, end) > 0) return mark === "none" ? "unclear" : byMark;
  if (phraseBefore(phrases.closers, words, end) > 0) return "complete";
  return byMark;
}

/** Whether the sentence, apart from a hesitating or answering start, is nothing but a beginning. */
function isBeginning(words: readonly string[], phrases: TurnPhrases): boolean {
  for (let from = 0; from < words.length;) {
    const length = phraseAt(phrases.beginnings, words, from);
    if (length > 0 && from + length === words.length) return true;
    const skipped =
      phraseAt(phrases.fillers, words, from) ||
      phraseAt(phrases.short, words, from) ||
      (phraseAt(phrases.open, words, from) > 0 ? 1 : 0);
    if (skipped === 0) return false;
    from += skipped;
  }
  return false;
}

function isOpenVerb(words: readonly string[], phrases: TurnPhrases): boolean {
  const last = words.length - 1;
  if (phraseBefore(phrases.auxiliaries, words, words.length) === 0) return false;
  return last === 0 || phraseBefore(phrases.subjects, words, last) === 0;
}

/** Whether a preposition may come last: in a question, after a word that stands before such ("what is it for"). */
function isStranded(words: readonly string[], phrases: TurnPhrases): boolean {
  const last = words.length - 1;
  if (last < 1 || phraseBefore(phrases.strandedAfter, words, last) === 0) return false;
  for (let i = 0; i < last; i += 1) if (phraseAt(phrases.questions, words, i) > 0) return true;
  return false;
}
