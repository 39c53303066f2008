import { isEcho } from "./echo.ts";
import { isIn, isRowOf, phraseAt, phraseBefore, phraseSetOf } from "./language/phrase-set.ts";
import type { TurnPhrases } from "./language/turn-languages.ts";
import { turnPhrases } from "./language/turn-languages.ts";
import { isUnspaced, spokenWords, withoutSounds } from "./spoken-words.ts";

/**
 * What words over the agent's voice are.
 *
 * - `nothing`: no words: sounds, or what recognizers make of noise.
 * - `backchannel`: the user listens and the agent goes on; also words that the rule lets pass.
 * - `echo`: the agent's own words, come back through the microphone.
 * - `interruption`: the user wants the turn.
 */
export type Overlap = "nothing" | "backchannel" | "echo" | "interruption";

/**
 * What interrupts the agent: so many words that are no backchannels, certain words or phrases, or
 * nothing at all.
 */
export type InterruptionRule =
  | { readonly type: "words"; readonly count: number }
  | { readonly type: "keywords"; readonly keywords: readonly string[] }
  | { readonly type: "never" };

/** What is known when words come over the agent's voice. */
export interface OverlapContext {
  /** BCP 47 tag of the language that is spoken. */
  readonly language: string;
  /** What the agent says, from a few seconds before the played position to a little after it. */
  readonly saying: string;
  readonly rule: InterruptionRule;
}

/** Of a long text the end decides. In UTF-16 units. */
const TAIL = 400;
/** Words after a question within which it is still open, and "yes" answers it. */
const OPEN_QUESTION_WORDS = 3;
/** So few of the agent's words may be the user's answer, or their question. */
const ANSWER_WORDS = 2;
const QUESTION_WORDS = 3;
/** Orders of so few words count even while the agent says the same. */
const STOP_WORDS = 2;
const QUESTION = /[?？؟]["'”»)\s]*$/u;
/** "haha", "hehe", "ahahah", "jajaja", "kkkk", "www", "lol". */
const LAUGHTER =
  /^(?:a?(?:ha){2,}h?|(?:he){2,}h?|(?:hi){2,}|(?:ho){2,}|(?:ja){3,}|(?:je){2,}|k{3,}|lol|rs(?:rs)+)$/;

/** What words over the agent's voice are. Total: any text, any language tag. */
export function overlapOf(text: string, about: OverlapContext): Overlap {
  const phrases = turnPhrases(about.language);
  const heard = withoutSounds(text.slice(-TAIL));
  const words = spokenWords(heard);
  if (words.length === 0 || isRowOf(phrases.hallucinations, words)) return "nothing";
  const saying = about.saying.slice(-TAIL);
  const asked = isOpenQuestion(saying);
  const from = listenedTo(words, phrases);
  if (from === words.length) {
    const answers = asked && isRowOf(phrases.short, words, phrases.leads);
    return answers && about.rule.type === "words" ? "interruption" : "backchannel";
  }
  const stops = phraseAt(phrases.stops, words, from) > 0;
  if (!(stops && words.length <= STOP_WORDS) && isOwnVoice(words, heard, saying, asked, phrases)) {
    return "echo";
  }
  switch (about.rule.type) {
    case "never":
      return "backchannel";
    case "keywords": {
      const keyed = hasKeyword(words, about.rule.keywords);
      return keyed || isOrder(words, phrases) ? "interruption" : "backchannel";
    }
    case "words": {
      const enough = asked || !(countOf(words, phrases) < about.rule.count);
      return stops || enough ? "interruption" : "backchannel";
    }
  }
}

/** Whether the agent has just asked something, and says nothing more of weight. */
function isOpenQuestion(saying: string): boolean {
  const mark = Math.max(saying.lastIndexOf("?"), saying.lastIndexOf("？"));
  return mark !== -1 && spokenWords(saying.slice(mark)).length <= OPEN_QUESTION_WORDS;
}

/** The first word that is more than listening. */
function listenedTo(words: readonly string[], phrases: TurnPhrases): number {
  let at = 0;
  for (let length = 1; length > 0 && at < words.length; at += length) {
    length = listeningAt(words, at, phrases);
  }
  return at;
}

/** Words of the backchannel, hesitation or laughter at a place; longer orders go before ("no way"). */
function listeningAt(words: readonly string[], at: number, phrases: TurnPhrases): number {
  const length = phraseAt(phrases.backchannels, words, at);
  if (length > 0) return length >= phraseAt(phrases.stops, words, at) ? length : 0;
  return LAUGHTER.test(words[at] ?? "") ? 1 : 0;
}

/**
 * Whether the words are the agent's. A word or two of its question may be an answer to it, and its
 * words with a question mark that it did not speak are a question about them.
 */
function isOwnVoice(
  words: readonly string[],
  heard: string,
  saying: string,
  asked: boolean,
  phrases: TurnPhrases,
): boolean {
  const said = spokenWords(saying);
  if (!words.some(isUnspaced)) {
    if (asked && words.length <= ANSWER_WORDS) return false;
    const asks = QUESTION.test(heard) && !/[?？؟]/u.test(saying);
    if (asks && words.length <= QUESTION_WORDS) return false;
  }
  const isNumber = (word: string): boolean => isNumberWord(word, phrases);
  if (isEcho(words, said, isNumber)) return true;
  const [from, end] = withoutListening(words, phrases);
  return (from > 0 || end < words.length) && isEcho(words.slice(from, end), said, isNumber);
}

function isNumberWord(word: string, { digits, teens, tens, powers }: TurnPhrases): boolean {
  return isIn(digits, word) || isIn(teens, word) || isIn(tens, word) || isIn(powers, word);
}

/** The words between backchannels at both ends. */
function withoutListening(words: readonly string[], phrases: TurnPhrases): [number, number] {
  const from = listenedTo(words, phrases);
  let end = words.length;
  for (let length = 1; length > 0 && end > from; end -= length) {
    length = phraseBefore(phrases.backchannels, words, end);
  }
  return [from, Math.max(from, end)];
}

/** Whether the words are nothing but an order to stop. */
function isOrder(words: readonly string[], phrases: TurnPhrases): boolean {
  return isRowOf(phrases.stops, words.slice(listenedTo(words, phrases)), phrases.backchannels);
}

/** Words that are more than listening. Two characters of scripts without spaces count as a word. */
function countOf(words: readonly string[], phrases: TurnPhrases): number {
  let count = 0;
  for (let at = 0; at < words.length;) {
    const length = listeningAt(words, at, phrases);
    if (length === 0) count += isUnspaced(words[at] as string) ? 0.5 : 1;
    at += Math.max(1, length);
  }
  return Math.ceil(count);
}

function hasKeyword(words: readonly string[], keywords: readonly string[]): boolean {
  const set = phraseSetOf(keywords);
  return words.some((_, at) => phraseAt(set, words, at) > 0);
}
