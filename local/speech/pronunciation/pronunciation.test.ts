import { beforeAll, expect, it } from "vitest";
import { FliteProgram } from "../flite-program.ts";
import { arpabetToIpa } from "./arpabet-to-ipa.ts";
import { loadCmuDictionary } from "./cmu-dictionary.ts";
import { flitePhonesToArpabet } from "./flite-phones.ts";
import { phonemize } from "./phonemize.ts";
import type { PronunciationSources } from "./pronounce-word.ts";
import { pronounceWord } from "./pronounce-word.ts";

let sources: PronunciationSources;
beforeAll(async () => {
  const flite = await FliteProgram.load();
  sources = {
    dictionary: await loadCmuDictionary(),
    letterToSound: (word) => flite.phones(word),
  };
});

it.each([
  ["HH AH0 L OW1", "həlˈoʊ"],
  ["AH0 P OY1 N T M AH0 N T", "ɐpˈɔɪntmənt"],
  ["AH2 N D ER0 S T AE1 N D", "ˌʌndɚstˈænd"],
  ["W AO1 T ER0", "wˈɔːɾɚ"],
  ["S ER1 T AH0 N", "sˈɜːʔn̩"],
  ["W AO1 N T IH0 D", "wˈɔːntᵻd"],
  ["R OW1 Z IH0 Z", "ɹˈoʊzᵻz"],
  ["D IH0 G R IY1 Z", "dᵻɡɹˈiːz"],
  ["M AO1 R N IH0 NG", "mˈɔːɹnɪŋ"],
  ["HH IY1 R", "hˈɪɹ"],
  ["K AO1 F IY0", "kˈɔfi"],
  ["N IH1 R B AY1", "nˌɪɹbˈaɪ"],
])("L47: %s is %s for the voice", (arpabet, ipa) => {
  expect(arpabetToIpa(arpabet)).toBe(ipa);
});

it("L47: the dictionary finds its first, its last and its middle words, and nothing else", async () => {
  expect(sources.dictionary("a")).toBe("AH0");
  expect(sources.dictionary("weather")).toBe("W EH1 DH ER0");
  expect(sources.dictionary("zywicki")).toBe("Z IH0 W IH1 K IY0");
  expect(sources.dictionary("'bout")).toBe("B AW1 T");
  expect(sources.dictionary("notaword")).toBeUndefined();
  expect(sources.dictionary("")).toBeUndefined();
  expect(sources.dictionary("__proto__")).toBeUndefined();
});

it("L48: regular endings and compounds of known words need no guess", async () => {
  const known = { ...sources, letterToSound: () => Promise.reject(new Error("guessed")) };
  expect(await pronounceWord("blogs", known)).toBe("B L AO1 G Z");
  expect(await pronounceWord("smartphone's", known)).toBe("S M AA1 R T F OW2 N Z");
  expect(await pronounceWord("podcasted", known)).toBe("P AA1 D K AE2 S T IH0 D");
  expect(await pronounceWord("cheesecakes", known)).toBe("CH IY1 Z K EY2 K S");
});

it("L48: an unknown word gets flite's letter-to-sound and one main stress", async () => {
  const guess = await pronounceWord("blorptastic", sources);
  expect(guess.match(/1/g)).toHaveLength(1);
  expect(guess).toMatch(/^B L AO\d R P T AE1 S T/);
  expect(flitePhonesToArpabet(["k", "ax", "b", "er", "n", "eh", "t", "iy", "z"])).toBe(
    "K AH0 B ER1 N EH0 T IY0 Z",
  );
});

it("L47: words in a sentence: weak forms, the article before a vowel, punctuation", async () => {
  expect(await phonemize("The owl, to a cat?", sources)).toBe("ðɪ ˈaʊl, tʊ ɐ kˈæt?");
  expect(await phonemize("The cat goes to us.", sources)).toBe("ðə kˈæt ɡˈoʊz tʊ ˌʌs.");
  expect(await phonemize("", sources)).toBe("");
});

it("L47: the dictionary's order serves every word of it", async () => {
  const { dictionary } = await import("cmu-pronouncing-dictionary");
  const words = Object.keys(dictionary).filter((word, index) => index % 40 === 0);
  expect(words.length).toBeGreaterThan(3000);
  const wrong = words.filter((word) => {
    const wanted = word.includes("(") ? undefined : dictionary[word];
    return sources.dictionary(word) !== wanted;
  });
  expect(wrong).toEqual([]);
});
