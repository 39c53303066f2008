import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** Looks a lower-case word up: ARPAbet with stress, or undefined. */
export type Dictionary = (word: string) => string | undefined;

const NEWLINE = 0x0a;
/** `  "word": "W ER1 D",`; further pronunciations follow as `word(2)`. */
const ENTRY = /^ {2}"([^"(]+)(\(\d+\))?": "([^"]+)"/;

/**
 * The CMU pronouncing dictionary (134,000 words). Importing its module would make an object of 60 MB;
 * this keeps the module's 4.7 MB of text, whose lines are in order, and searches by halving.
 * @throws Error when the module's file has another form
 */
export async function loadCmuDictionary(): Promise<Dictionary> {
  const file = fileURLToPath(import.meta.resolve("cmu-pronouncing-dictionary"));
  return searchDictionary(await readFile(file));
}

/** The look-up over the module's text. */
export function searchDictionary(text: Buffer): Dictionary {
  const entryAt = (start: number): RegExpExecArray | null => {
    const end = text.indexOf(NEWLINE, start);
    return ENTRY.exec(text.toString("latin1", start, end < 0 ? text.length : end));
  };
  const first = text.indexOf('\n  "') + 1;
  const last = text.lastIndexOf('\n  "') + 1;
  if (first === 0) throw new Error("The pronouncing dictionary has an unknown form.");

  return (word) => {
    // Both ends are starts of lines; the line of `word` is not before `low` and not after `high`.
    let low = first;
    let high = last;
    while (low < high) {
      const start = text.lastIndexOf(NEWLINE, ((low + high) >> 1) - 1) + 1;
      if ((entryAt(start)?.[1] ?? "") < word) low = text.indexOf(NEWLINE, start) + 1;
      else high = start;
    }
    const found = entryAt(low);
    return found?.[1] === word && found[2] === undefined ? found[3] : undefined;
  };
}
