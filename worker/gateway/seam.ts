/** UTF-16 code units at the end of the broken answer in which repeated words are looked for. */
const WINDOW = 4_000;

/** Marks by which models begin a continuation. */
const LEAD = /^[\s…]*(?:\.{3}\s*)?/;

/**
 * Words with which longer ones begin. Where one of them is the last that came and the continuation
 * begins with a longer one, the longer one is a word of its own, not the same word again.
 */
const WHOLE = new Set(
  (
    "a an and are as at be but by can do for from had has have he her his i if in is it its me my " +
    "no not of off on one or our out over per she so some than that the their them then there " +
    "these they this to up us was we were what when where which will with you your"
  ).split(" "),
);

const LETTER = /[\p{L}\p{N}_]/u;

/** Scripts that write no blanks between words. */
const SIGN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** What is often doubled, so that one of it alone proves nothing. */
const ALONE = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{N}]$/u;

const WORDS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]+/gu;

/**
 * How the first text of a continuation joins the text that came before the break. Text is `held`
 * until it is clear which words it repeats.
 */
export interface Seam {
  /** The end of what came before the break. */
  readonly before: string;
  readonly held: string;
}

/** A seam behind `said`. */
export function openSeam(said: string): Seam {
  return { before: said.slice(-WINDOW), held: "" };
}

/**
 * Takes in text of the continuation. The first value is undefined once the seam is closed: then
 * everything that follows goes out as it comes. The second is the text that goes out now.
 */
export function joinSeam(seam: Seam, text: string): readonly [Seam | undefined, string] {
  const held = seam.held + text;
  const lead = LEAD.exec(held)?.[0] ?? "";
  const body = held.slice(lead.length);
  if (body === "" || mayRepeatMore(seam.before, body)) return [{ ...seam, held }, ""];
  return [undefined, joined(seam.before, held)];
}

/** What goes out when the continuation ends before its seam was closed. */
export function closeSeam(seam: Seam): string {
  return joined(seam.before, seam.held);
}

/** Whether what came could still turn out to repeat more than can be seen by now. */
function mayRepeatMore(before: string, body: string): boolean {
  const blanks = blanksAfter(before);
  return repeats(before).some((words) => begins(words + blanks, body));
}

function joined(before: string, held: string): string {
  const lead = LEAD.exec(held)?.[0] ?? "";
  const body = held.slice(lead.length);
  const repeated = repeats(before).find((words) => isRepeated(words, body, before));
  if (repeated === undefined) return spaced(before, held);
  const rest = body.slice(repeated.length);
  // Blanks that came before the break aren't given again.
  const given = [...blanksAfter(before)].findIndex((blank, at) => rest[at] !== blank);
  return spaced(before, rest.slice(given < 0 ? blanksAfter(before).length : given));
}

function blanksAfter(before: string): string {
  return before.slice(before.trimEnd().length);
}

/**
 * Everything from a word's beginning to the end of what came, longest first: what a model repeats
 * begins with a whole word. Blanks at the end are no part of it. Signs of scripts without blanks
 * are words, but one alone proves nothing; nor does a digit or a mark, which are often doubled.
 */
function repeats(before: string): readonly string[] {
  const end = before.trimEnd();
  const starts = [...end.matchAll(WORDS)].map(({ index }) => index);
  return starts
    .map((start) => end.slice(start))
    .filter((words) => LETTER.test(words) && !ALONE.test(words));
}

function isRepeated(words: string, body: string, before: string): boolean {
  if (!begins(body, words)) return false;
  const isLonger = LETTER.test(words.slice(-1)) && LETTER.test(body.charAt(words.length));
  if (!isLonger || SIGN.test(words.slice(-1))) return true;
  // A word that a blank has ended can't be the beginning of a longer one.
  return !/\s$/.test(before) && !WHOLE.has(words.toLowerCase());
}

function begins(text: string, start: string): boolean {
  return text.slice(0, start.length).toLowerCase() === start.toLowerCase();
}

/** Joins as it was sent, but for blanks that would be doubled or that are surely missing. */
function spaced(before: string, text: string): string {
  if (/\s$/.test(before)) return text.replace(/^ +/, "");
  const last = /[\p{L}\p{N}_]+$/u.exec(before)?.[0].toLowerCase() ?? "";
  const isAnotherWord =
    WHOLE.has(last) && begins(text, last) && LETTER.test(text.charAt(last.length));
  const isAnotherSentence = /[.!?]$/.test(before) && /^\p{Lu}/u.test(text);
  return isAnotherWord || isAnotherSentence ? ` ${text}` : text;
}
