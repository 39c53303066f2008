import { arpabetToIpa } from "./arpabet-to-ipa.ts";
import { FUNCTION_WORDS } from "./function-words.ts";
import type { PronunciationSources } from "./pronounce-word.ts";
import { pronounceWord } from "./pronounce-word.ts";

const VOWEL_FIRST = /^[ˈˌ]?[ɐaæɑɔoəɚɜeɛiɪuʊʌᵻ]/;

/**
 * Spoken form (words and `, . ? ! ; :`) as IPA for the neural voice: words apart by spaces,
 * punctuation after the word it follows.
 */
export async function phonemize(spoken: string, sources: PronunciationSources): Promise<string> {
  const tokens = spoken.toLowerCase().match(/[a-z']+|[,.?!;:]/g) ?? [];
  const words: string[] = [];
  for (const [index, token] of tokens.entries()) {
    if (!/[a-z]/.test(token)) words.push(token);
    else words.push(await ipaOf(token, tokens[index + 1], sources));
  }
  return withArticles(words)
    .map((word, index) => (index > 0 && /\w|[^\x00-\x7f]/.test(word) ? ` ${word}` : word))
    .join("");

  /** `the` and `to` sound differently before a vowel. */
  function withArticles(ipa: readonly string[]): string[] {
    return ipa.map((word, index) => {
      const vowelNext = VOWEL_FIRST.test(ipa[index + 1] ?? "");
      if (tokens[index] === "the" && vowelNext) return "ðɪ";
      if (tokens[index] === "to" && vowelNext) return "tʊ";
      return word;
    });
  }
}

async function ipaOf(
  word: string,
  next: string | undefined,
  sources: PronunciationSources,
): Promise<string> {
  // At the end of a phrase ("Where to?") this one is said in full.
  if (word === "to" && (next === undefined || !/[a-z]/.test(next))) return "tuː";
  if (Object.hasOwn(FUNCTION_WORDS, word)) return FUNCTION_WORDS[word] ?? "";
  return arpabetToIpa(await pronounceWord(word, sources));
}
