import { dictationOf } from "./dictation.ts";
import { isIn, isRowOf, phraseAt, phraseBefore } from "./language/phrase-set.ts";
import type { TurnPhrases } from "./language/turn-languages.ts";
import { turnPhrases } from "./language/turn-languages.ts";
import { isUnspaced, spokenWords, withoutSounds } from "./spoken-words.ts";

/**
 * How far the words of a turn have come.
 *
 * - `complete`: a whole question or sentence.
 * - `short`: a whole answer or order of a word or a few ("Yeah.").
 * - `unclear`: the words don't tell, or there are none.
 * - `incomplete`: the last words want more ("and", "my name is", "um").
 * - `dictating`: a number, a code, an address or a name is being spelled, and may go on.
 */
export type Completeness = "complete" | "short" | "unclear" | "incomplete" | "dictating";

/** The mark that a recognizer put last. It may be wrong: words of which the rules are sure go before. */
type Mark = "open" | "question" | "closed" | "none";

/** The end decides: a long monologue is not read again for each interim. In UTF-16 units. */
const TAIL = 300;
/** Longer rows of short answers are sentences. */
const SHORT_WORDS = 6;
const SHORT_CHARACTERS = 18;
const CLOSING_QUOTES = /[\s"'”’»)\]]+$/u;
const OPEN_MARK = /(?:[,;:،、，…–—-]|\.\.)$/u;
const QUESTION_MARK = /[?？؟]!?$/u;
const CLOSED_MARK = /[.!。！．।]$/u;
const END_MARKS = /[.!?。！？\s]+$/u;
const SENTENCE_END = /[.!?…]["'”»)]?\s|[。！？]/gu;

/** How far the words have come. Total: any text, any language tag. */
export function completenessOf(text: string, language: string): Completeness {
  const phrases = turnPhrases(language);
  const tail = withoutSounds(lastOf(text)).trimEnd().replace(CLOSING_QUOTES, "");
  const words = spokenWords(tail);
  if (words.length === 0) return "unclear";
  const mark = markOf(tail);
  const end = endOfSense(words, phrases);
  const marked = mark === "closed" || mark === "question";
  const dictation = dictationOf(words.slice(0, end), marked, phrases);
  if (dictation !== undefined) return end < words.length ? "dictating" : dictation;
  if (isShort(words, phrases)) return mark === "open" ? "unclear" : "short";
  if (end < words.length || mark === "open") return "incomplete";
  return completenessOfSentence(lastSentence(tail), mark, phrases);
}

/** The text's end, from a whole word on. */
function lastOf(text: string): string {
  if (text.length <= TAIL) return text;
  const tail = text.slice(-TAIL);
  return tail.slice(tail.indexOf(" ") + 1);
}

function markOf(text: string): Mark {
  if (OPEN_MARK.test(text)) return "open";
  if (QUESTION_MARK.test(text)) return "question";
  return CLOSED_MARK.test(text) ? "closed" : "none";
}

function isShort(words: readonly string[], phrases: TurnPhrases): boolean {
  const most = isUnspaced(words[0] as string) ? SHORT_CHARACTERS : SHORT_WORDS;
  return words.length <= most && isRowOf(phrases.short, words, phrases.leads);
}

/** Where the words end that are followed only by hesitation. */
function endOfSense(words: readonly string[], phrases: TurnPhrases): number {
  if (isShort(words, phrases)) return words.length;
  let end = words.length;
  for (let length = 1; length > 0; end -= length) {
    length = phraseBefore(phrases.fillers, words, end);
  }
  return end;
}

function lastSentence(text: string): string[] {
  const body = text.replace(END_MARKS, "");
  let from = 0;
  for (const end of body.matchAll(SENTENCE_END)) from = end.index + end[0].length;
  return spokenWords(body.slice(from));
}

function completenessOfSentence(
  words: readonly string[],
  mark: Mark,
  phrases: TurnPhrases,
): Completeness {
  const end = words.length;
  const byMark = mark === "none" ? "unclear" : "complete";
  const closed = phraseBefore(phrases.closed, words, end);
  const doubtful = phraseBefore(phrases.doubtful, words, end);
  const open = phraseBefore(phrases.open, words, end);
  // "So?" and "Because?" are a recognizer's guess at a pause.
  if (end === 1 && open > 0 && !isIn(phrases.questions, words[0])) return "incomplete";
  if (end === 1 && (mark === "question" || (open === 0 && isIn(phrases.questions, words[0])))) {
    return byMark;
  }
  const whole = mark !== "question" && phraseAt(phrases.beginnings, words, 0) === end;
  if (whole) return "incomplete";
  if (closed > 0 && closed >= Math.max(open, doubtful)) return "complete";
  if (mark !== "question" && isBeginning(words, phrases)) return "incomplete";
  if (doubtful > 0 && doubtful >= open) return byMark;
  if (mark === "question" && isTag(words, phrases)) return "complete";
  if (open > 0 || isOpenVerb(words, mark, phrases)) return "incomplete";
  if (phraseBefore(phrases.dangling, words, end) > 0) {
    return mark === "question" || isStranded(words, phrases) ? "complete" : "incomplete";
  }
  if (phraseBefore(phrases.closers, words, end) > 0) return "complete";
  return isRowOf(phrases.short, words, phrases.leads) ? "complete" : byMark;
}

/** Whether the sentence, apart from words that lead to it, is nothing but a beginning. */
function isBeginning(words: readonly string[], phrases: TurnPhrases): boolean {
  for (let from = 0; from < words.length;) {
    if (from + phraseAt(phrases.beginnings, words, from) === words.length) return true;
    const skipped =
      phraseAt(phrases.short, words, from) ||
      phraseAt(phrases.leads, words, from) ||
      phraseAt(phrases.open, words, from);
    if (skipped === 0) return false;
    from += skipped;
  }
  return isRowOf(phrases.leads, words);
}

/** A question that ends in verb and subject: "shall we?", "nice, isn't it?". */
function isTag(words: readonly string[], phrases: TurnPhrases): boolean {
  const last = words.length - 1;
  return (
    phraseBefore(phrases.subjects, words, words.length) > 0 &&
    phraseBefore(phrases.auxiliaries, words, last) > 0
  );
}

/** Whether the last word is a verb that wants more: "what is"; "he was" too, while no mark follows. */
function isOpenVerb(words: readonly string[], mark: Mark, phrases: TurnPhrases): boolean {
  const before = words.length - phraseBefore(phrases.auxiliaries, words, words.length);
  if (before === words.length) return false;
  const subject = phraseBefore(phrases.subjects, words, before);
  return subject === 0 || (mark === "none" && subject === before);
}

/** Whether a preposition may come last: after such a word, in such a clause ("what is it for"). */
function isStranded(words: readonly string[], phrases: TurnPhrases): boolean {
  const last = words.length - phraseBefore(phrases.dangling, words, words.length);
  if (phraseBefore(phrases.strandedAfter, words, last) === 0) return false;
  for (let at = 0; at < last; at += 1) if (phraseAt(phrases.questions, words, at) > 0) return true;
  return false;
}
