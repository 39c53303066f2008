/** Whether a text has one of the words or phrases. */
export type WordFilter = (text: string) => boolean;

/** Letters of scripts that put no blanks between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * A filter for words and phrases, which are found as whole words, in capitals or not, over several
 * blanks or line breaks, and with invisible characters in them.
 */
export function createWordFilter(words: readonly string[]): WordFilter {
  const pattern = new RegExp(words.map((word) => patternOf(plain(word).trim())).join("|"), "u");
  return (text) => pattern.test(plain(text));
}

function patternOf(word: string): string {
  const escaped = word.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, (sign) => `\\${sign}`);
  return `${border(word.charAt(0), "(?<!")}${escaped}${border(word.at(-1) ?? "", "(?!")}`;
}

/** What a word's edge must not touch, where it is a letter or digit and its script has blanks. */
function border(edge: string, look: string): string {
  return /[\p{L}\p{N}]/u.test(edge) && !UNSPACED.test(edge) ? `${look}[\\p{L}\\p{N}])` : "";
}

function plain(text: string): string {
  return text
    .normalize("NFKC")
    .replaceAll(/\p{Cf}/gu, "")
    .replaceAll(/\s+/g, " ")
    .toLowerCase();
}
