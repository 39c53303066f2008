/**
 * A word of any script: letters and digits, with what joins them inside ("don't", "3.14", "5:30",
 * "a@b.org"). Scripts without spaces give one word per character, so that a phrase is a row of words
 * in every language.
 */
const WORD =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]ー*|[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:(?:['.@_]|(?<=\d)[:,](?=\d))[\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*/gu;
const UNSPACED = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u;
/** What recognizers write for sounds that are no words: "[noise]", "(music)", "<unk>", "*laughs*", "♪". */
const SOUNDS = /\[[^\]]{0,40}\]|\([^)]{0,40}\)|<[^>]{0,40}>|\*[^*]{0,40}\*|[♪♫]/gu;

/** The text without the recognizer's notes on sounds. */
export function withoutSounds(text: string): string {
  return /[[(<*♪♫]/u.test(text) ? text.replace(SOUNDS, " ") : text;
}

/** The words of a text in lower case, in order, without marks. */
export function spokenWords(text: string): string[] {
  return text.normalize("NFKC").toLowerCase().replaceAll("’", "'").match(WORD) ?? [];
}

/** Whether the word is a character of a script that is written without spaces. */
export function isUnspaced(word: string): boolean {
  return UNSPACED.test(word);
}
