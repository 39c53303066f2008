import type { Dictionary } from "./cmu-dictionary.ts";
import { EXCEPTIONS } from "./exceptions.ts";
import { flitePhonesToArpabet } from "./flite-phones.ts";

/** Where pronunciations come from; both are given so that this stays pure. */
export interface PronunciationSources {
  /** The CMU dictionary: lower-case word → ARPAbet with stress. */
  readonly dictionary: Dictionary;
  /** Letter-to-sound for words that are in no dictionary: phones as flite names them. */
  letterToSound(word: string): Promise<readonly string[]>;
}

const SIBILANT = /(?:S|Z|SH|CH|JH|ZH)$/;
const VOICELESS = /(?:P|T|K|F|TH)$/;
const SHORTEST_PART = 3;

/** One lower-case word as ARPAbet with stress. */
export async function pronounceWord(word: string, sources: PronunciationSources): Promise<string> {
  const known = listed(word, sources) ?? inflected(word, sources) ?? compound(word, sources);
  return known ?? flitePhonesToArpabet(await sources.letterToSound(word));
}

function listed(word: string, { dictionary }: PronunciationSources): string | undefined {
  return Object.hasOwn(EXCEPTIONS, word) ? EXCEPTIONS[word] : dictionary(word);
}

/** A known word with a regular ending: `-s`, `-'s`, `-ed`, `-ing`, `-ly`. */
function inflected(word: string, sources: PronunciationSources): string | undefined {
  const stem = (ending: string, add = ""): string | undefined =>
    word.endsWith(ending) ? listed(word.slice(0, -ending.length) + add, sources) : undefined;
  const plural = stem("'s") ?? stem("s'") ?? stem("s") ?? stem("es") ?? stem("ies", "y");
  if (plural !== undefined) {
    if (SIBILANT.test(plural)) return `${plural} IH0 Z`;
    return `${plural} ${VOICELESS.test(plural) ? "S" : "Z"}`;
  }
  const past = stem("ed") ?? stem("ed", "e") ?? stem("ied", "y");
  if (past !== undefined) {
    if (/[TD]$/.test(past)) return `${past} IH0 D`;
    return `${past} ${VOICELESS.test(past) || /(?:S|SH|CH)$/.test(past) ? "T" : "D"}`;
  }
  const going = stem("ing") ?? stem("ing", "e");
  if (going !== undefined) return `${going} IH0 NG`;
  const adverb = stem("ly");
  return adverb === undefined ? undefined : `${adverb} L IY0`;
}

/** Two known words written together (`cheesecake`): the second keeps a secondary stress. */
function compound(word: string, sources: PronunciationSources): string | undefined {
  for (let at = word.length - SHORTEST_PART; at >= SHORTEST_PART; at--) {
    const first = listed(word.slice(0, at), sources);
    const second = listed(word.slice(at), sources);
    if (first !== undefined && second !== undefined)
      return `${first} ${second.replaceAll("1", "2")}`;
  }
  return undefined;
}
