import { comparableWords, wordErrors } from "../word-error-rate.ts";
import type { BenchModels } from "./bench-models.ts";

/**
 * How many words were played when so many samples were: whole clauses by their sound, and of the one
 * that was cut as many as a recognizer hears in the part that was played.
 */
export async function heardWords(
  models: BenchModels,
  clauses: readonly string[],
  played: number,
): Promise<number> {
  let count = 0;
  let from = 0;
  for (const clause of clauses) {
    const sound = await models.say(clause);
    const words = comparableWords(clause);
    if (played >= from + sound.length) {
      count += words.length;
      from += sound.length;
      continue;
    }
    const heard = await models.transcribe(sound.slice(0, Math.max(0, played - from)));
    return count + bestPrefix(words, heard);
  }
  return count;
}

/** The number of first words that are closest to what was heard. */
export function bestPrefix(words: readonly string[], heard: string): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let count = 0; count <= words.length; count++) {
    const { errors } = wordErrors(words.slice(0, count).join(" "), heard);
    if (errors >= least) continue;
    least = errors;
    best = count;
  }
  return best;
}
