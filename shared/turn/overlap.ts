import { isEcho } from "./echo.ts";
import { isRowOf, phraseAt, phraseSet } from "./language/phrase-set.ts";
import type { TurnPhrases } from "./language/turn-languages.ts";
import { turnPhrases } from "./language/turn-languages.ts";
import { isUnspaced, spokenWords, withoutSounds } from "./spoken-words.ts";

/**
 * What words over the agent's voice are.
 *
 * - `nothing`: no words; sounds, or what recognizers make of noise.
 * - `backchannel`: the user listens, and the agent goes on; also words that the rule lets pass.
 * - `echo`: the agent's own words, come back through the microphone.
 * - `interruption`: the user wants the turn.
 */
export type Overlap = "nothing" | "backchannel" | "echo" | "interruption";

/**
 * What interrupts the agent: so many words that are no backchannels, only certain keywords, or
 * nothing.
 */
export type InterruptionRule =
  | { readonly type: "words"; readonly count: number }
  | { readonly type: "keywords"; readonly keywords: readonly string[] }
  | { readonly type: "never" };

export interface OverlapContext {
  /** BCP 47 tag of the language that is spoken. */
  readonly language: string;
  /** What the agent says, from a few seconds before the played position to a little after it. */
  readonly saying: string;
  readonly rule: InterruptionRule;
}

/** The end decides of a long text. */
const TAIL = 400;
/** Words after a question within which it is still open, and "yes" answers it. */
const OPEN_QUESTION_WORDS = 3;

/** What words over the agent's voice are. Total: any text, any language tag. */
export function overlapOf(text: string, about: OverlapContext): Overlap {
  const phrases = turnPhrases(about.language);
  const heard = withoutSounds(text.slice(-TAIL));
  const words = spokenWords(heard);
  if (words.length === 0 || isRowOf(phrases.hallucinations, words)) return "nothing";
  const { rule } = about;
  const said = spokenWords(about.saying.slice(-TAIL));
  const asks = isOpenQuestion(about.saying);
  if (isListening(words, phrases) && !(asks && isAnswer(words, phrases))) return "backchannel";
  const stops = isStop(words, phrases);
  if (!(stops && words.length <= 2) && isEcho(words, said)) return "echo";
  switch (rule.type) {
    case "never":
      return "backchannel";
    case "keywords":
      return hasKeyword(words, rule.keywords) || (stops && isRowOf(phrases.stops, words))
        ? "interruption"
        : "backchannel";
    case "words":
      return stops || asks || countOf(words, phrases) >= Math.max(1, rule.count)
        ? "interruption"
        : "backchannel";
  }
}

function isOpenQuestion(saying: string): boolean {
  const mark = Math.max(saying.lastIndexOf("?"), saying.lastIndexOf("？"));
  return mark !== -1 && spokenWords(saying.slice(mark, mark + 80)).length <= OPEN_QUESTION_WORDS;
}

function isListening(words: readonly string[], phrases: TurnPhrases): boolean {
  return firstOther(words, phrases) === words.length;
}

function firstOther(words: readonly string[], phrases: TurnPhrases): number {
  let at = 0;
  while (at < words.length) {
    const length = listeningAt(words, at, phrases);
    if (length === 0) break;
    at += length;
  }
  return at;
}

function listeningAt(words: readonly string[], at: number, phrases: TurnPhrases): number {
  const length = phraseAt(phrases.backchannels, words, at) || phraseAt(phrases.fillers, words, at);
  return length > 0 ? length : isLaughter(words[at] as string) ? 1 : 0;
}

function isLaughter(word: string): boolean {
  return /^(?:a?h?(?:ha){2,}h?|(?:he){2,}h?|(?:hi){2,}|lol)$/.test(word);
}

/** Whether the words could answer a question: "yes" could, a mere hesitation or laughter could not. */
function isAnswer(words: readonly string[], phrases: TurnPhrases): boolean {
  return isRowOf(phrases.short, words);
}

function isStop(words: readonly string[], phrases: TurnPhrases): boolean {
  const from = firstOther(words, phrases);
  return phraseAt(phrases.stops, words, from) > 0;
}

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
  const set = phraseSet(keywords);
  return words.some((_, at) => phraseAt(set, words, at) > 0);
}
