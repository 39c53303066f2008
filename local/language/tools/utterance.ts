import { FUNCTION_WORDS, stemOf } from "./everyday-words.ts";
import type { FoundNumber } from "./number-words.ts";
import { findNumbers } from "./number-words.ts";

/** A run of words that may be a name, and their stems, should they be none after all. */
export interface Name {
  readonly text: string;
  readonly stems: readonly string[];
}

/** What a user said, taken apart as far as choosing a tool needs it. */
export interface Utterance {
  readonly text: string;
  readonly words: readonly string[];
  readonly numbers: readonly FoundNumber[];
  /** Runs of words that look like a name: capitalised inside a sentence, or after "in" at its end. */
  readonly names: readonly Name[];
  /** Stems of the words that mean something and belong to no number and no name. */
  readonly stems: readonly string[];
  /** Asks or tells to do something, in contrast to telling about something. */
  readonly isRequest: boolean;
}

const QUESTION =
  /^(?:what|what's|whats|when|where|which|who|how|is|are|do|does|can|could|would|will|may|whose|why)$/;
const ASKING =
  /\b(?:tell me|i (?:need|want|would like|'d like) to know|i(?:'d| would) like|let me know|do you know|can you|could you|wondering)\b/;
/** A sentence that begins with one of these is somebody telling something. */
const TELLING =
  /^(?:i|i'm|i've|i'd|my|we|we're|it|it's|he|she|they|there|that|that's|this|the|thank|thanks|yes|no)$/;
const LEAD = /^(?:hey|hi|hello|ok|okay|so|well|and|parley|please|now|um|uh|then|alright)$/;
const MONTHS_AND_DAYS =
  /^(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|i|i'm|celsius|fahrenheit|kelvin|parley)$/;

/**
 * Takes apart a text as its last request alone, and where there is more text, as a whole: the
 * request may be about what was said before it ("It's 180 degrees. What is that in fahrenheit?").
 */
export function understand(text: string): readonly Utterance[] {
  const sentences = text.split(/(?<=[.!?])\s+/).filter((sentence) => /\w/.test(sentence));
  const asking = sentences.findLast((sentence) => isRequest(sentence));
  if (asking === undefined) return [takeApart(text, false)];
  return sentences.length === 1
    ? [takeApart(text, true)]
    : [takeApart(asking, true), takeApart(text, true)];
}

/** Words like "And in London?", which ask the question before once more about something else. */
export function isFollowUp(text: string): boolean {
  return /^(?:and|what about|how about|or)\b/i.test(text.trim()) && wordsOf(text).length <= 7;
}

function takeApart(text: string, asks: boolean): Utterance {
  const words = wordsOf(text);
  const numbers = findNumbers(words);
  const named = nameRuns(words, numbers);
  const taken = new Set([...numbers, ...named].flatMap(({ from, to }) => range(from, to)));
  const stems = words
    .filter((word, index) => !taken.has(index) && !FUNCTION_WORDS.has(word.toLowerCase()))
    .map(stemOf);
  return {
    text,
    words,
    numbers,
    names: named.map(({ from, to }) => ({
      text: words.slice(from, to).join(" "),
      stems: words.slice(from, to).map(stemOf),
    })),
    stems,
    isRequest: asks,
  };
}

/** Words without the punctuation around them; what is written as one stays one. */
export function wordsOf(text: string): readonly string[] {
  return text
    .split(/[\s/]+/)
    .map((word) => word.replaceAll("’", "'").replace(/^[^\p{L}\p{N}°'−-]+|[^\p{L}\p{N}°']+$/gu, ""))
    .filter((word) => word !== "");
}

function isRequest(sentence: string): boolean {
  const words = wordsOf(sentence).map((word) => word.toLowerCase());
  const first = words.find((word) => !LEAD.test(word)) ?? "";
  if (QUESTION.test(first) || ASKING.test(sentence.toLowerCase())) return true;
  if (sentence.trimEnd().endsWith("?")) return true;
  return first !== "" && !TELLING.test(first);
}

interface Run {
  readonly from: number;
  readonly to: number;
}

function nameRuns(words: readonly string[], numbers: readonly Run[]): readonly Run[] {
  const runs: Run[] = [];
  for (let at = 1; at < words.length; at += 1) {
    if (!isName(words[at])) continue;
    let to = at + 1;
    while (isName(words[to])) to += 1;
    runs.push({ from: at, to });
    at = to;
  }
  if (runs.length > 0) return runs;
  const place = words.findLastIndex((word) => word.toLowerCase() === "in");
  const rest = words.slice(place + 1);
  const plain = rest.filter((word) => !FUNCTION_WORDS.has(word.toLowerCase()));
  // Speech may come without capitals: "what time is it in new york".
  const counted = numbers.some(({ from }) => from > place);
  return place > 0 &&
    !counted &&
    plain.length === rest.length &&
    rest.length >= 1 &&
    rest.length <= 3
    ? [{ from: place + 1, to: words.length }]
    : [];
}

function isName(word: string | undefined): boolean {
  return word !== undefined && /^\p{Lu}/u.test(word) && !MONTHS_AND_DAYS.test(word.toLowerCase());
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
