import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** Looks a lower-case word up: ARPAbet with stress, or undefined. */
export type Dictionary = (word: string) => string | undefined;

const ENTRY_START = '\n  "';
const KEY_END = '": "';

/**
 * The CMU pronouncing dictionary (134,000 words). Importing its module would make an object of 60 MB;
 * this keeps the module's 4.7 MB of text and the places of its lines, and searches by halving.
 * @throws Error when the module's file has another form than one `"word": "P R"` a line
 */
export async function loadCmuDictionary(): Promise<Dictionary> {
  const file = fileURLToPath(import.meta.resolve("cmu-pronouncing-dictionary"));
  return indexDictionary(await readFile(file, "latin1"));
}

/** The look-up over the module's text. */
export function indexDictionary(text: string): Dictionary {
  const keyAt = (start: number): string => text.slice(start, text.indexOf(KEY_END, start));
  const starts: number[] = [];
  for (
    let at = text.indexOf(ENTRY_START);
    at >= 0;
    at = text.indexOf(ENTRY_START, at + ENTRY_START.length)
  )
    starts.push(at + ENTRY_START.length);
  if (starts.length === 0) throw new Error("The pronouncing dictionary has an unknown form.");
  const sorted = Uint32Array.from(starts).sort((a, b) => (keyAt(a) < keyAt(b) ? -1 : 1));

  return (word) => {
    for (let low = 0, high = sorted.length - 1; low <= high;) {
      const middle = (low + high) >> 1;
      const start = sorted[middle] ?? 0;
      const key = keyAt(start);
      if (key === word) {
        const value = start + key.length + KEY_END.length;
        return text.slice(value, text.indexOf('"', value));
      }
      if (key < word) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  };
}
