/** Words before which a voice can take breath, in English; other languages are cut by length. */
const OPENERS = new Set(
  "and or but so because if when while that which who where than as for from with without in into on onto at by to about of over under after before between through is are was were has have had will would can could should".split(
    " ",
  ),
);
/** A phrase shorter than this is no start. */
const PHRASE_MIN = 14;

/**
 * Where the first phrase of an unpunctuated text ends: the space before a word that opens another
 * one. Undefined while no whole such word can be seen. Words with digits end no phrase, since "3:45
 * in" may still go on; the cut is only ever before a known word.
 */
export function phraseEnd(text: string, start: number): number | undefined {
  for (const word of text.slice(start).matchAll(/\s(\p{L}+)(?=\s)/gu)) {
    const at = start + word.index;
    if (at - start >= PHRASE_MIN && OPENERS.has((word[1] as string).toLowerCase())) return at;
  }
  return undefined;
}
