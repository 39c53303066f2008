/** Scripts that are written without spaces between words. */
const UNSPACED_SCRIPTS = String.raw`[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]`;
const UNSPACED = new RegExp(`^${UNSPACED_SCRIPTS}`, "v");
const START = String.raw`[[\p{L}\p{N}]--${UNSPACED_SCRIPTS}]`;
const INSIDE = String.raw`[[\p{L}\p{N}\p{M}]--${UNSPACED_SCRIPTS}]*`;
/** What joins the parts of a word: "don't", "3.14", "5:30", "a_b@c.org". */
const JOINT = String.raw`(?:['.@_]|(?<=\d)[:,](?=\d))`;
/**
 * A word of any script: letters and digits, with what joins them. Unspaced scripts give one word per
 * character, so that a phrase is a row of words in every language.
 */
const WORD = new RegExp(
  `${UNSPACED_SCRIPTS}ー*|${START}${INSIDE}(?:${JOINT}${START}${INSIDE})*`,
  "gv",
);
/** The same for texts of ASCII characters, which is several times as fast. */
const BASIC_WORD = /[a-z\d]+(?:(?:['.@_]|(?<=\d)[:,](?=\d))[a-z\d]+)*/g;
const BASIC = /^[\n\r\t -~]*$/;
/** What recognizers write for sounds that are no words: "[noise]", "(music)", "<unk>", "*laughs*", "♪". */
const SOUNDS = /\[[^\]]{0,40}\]|\([^)]{0,40}\)|<[^>]{0,40}>|\*[^*]{0,40}\*|[♪♫]/gu;

/** The text without the recognizer's notes on sounds. */
export function withoutSounds(text: string): string {
  return /[[(<*♪♫]/u.test(text) ? text.replace(SOUNDS, " ") : text;
}

/** The words of a text in lower case, in order, without marks. */
export function spokenWords(text: string): string[] {
  const lower = text.toLowerCase();
  if (BASIC.test(lower)) return lower.match(BASIC_WORD) ?? [];
  return lower.normalize("NFKC").replaceAll("’", "'").match(WORD) ?? [];
}

/** Whether the word is a character of a script that is written without spaces. */
export function isUnspaced(word: string): boolean {
  return UNSPACED.test(word);
}
