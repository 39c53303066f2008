/** Consonants of the user's words and of the agent's: neither may be taken for the other's echo. */
const CONSONANTS = { user: "bdgkptj", agent: "fhlmnrsvz" } as const;
const VOWELS = "aeiou";

/** A word that no language model ever heard of, another one for each number. */
export function uniqueWord(number: number, who: keyof typeof CONSONANTS): string {
  const consonants = CONSONANTS[who];
  // Neighbours must not sound alike.
  let rest = (number * 6_007 + 911) % 1_000_003;
  let word = "";
  for (let syllable = 0; syllable < 4; syllable++) {
    word += consonants[rest % consonants.length];
    rest = Math.floor(rest / consonants.length);
    word += VOWELS[rest % VOWELS.length];
    rest = Math.floor(rest / VOWELS.length);
  }
  return word;
}

const PATTERN = new RegExp(`^([${CONSONANTS.user}][${VOWELS}]){4}$`);

/** Whether a word is one of the user's, its punctuation aside. */
export function isUnique(word: string): boolean {
  return PATTERN.test(plain(word));
}

/** A word without its punctuation and in lower case. */
export function plain(word: string): string {
  return word.replace(/[^\p{L}-]/gu, "").toLowerCase();
}
