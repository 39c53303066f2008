/** Words that end with a full stop without ending a sentence, in lower case, without the stop. */
const ABBREVIATIONS = new Set(
  "mr mrs ms dr prof sr jr st mt vs etc inc ltd co corp no vol fig approx dept est min max e.g i.e cf al jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun gen col sgt capt lt rev hon ave blvd rd".split(
    " ",
  ),
);

/**
 * Whether `text`, which ends with a full stop, ends with an abbreviation ("Dr."), an initial
 * ("J."), dotted letters ("U.S.") or a list's number at the start of a line ("2.").
 */
export function endsWithAbbreviation(text: string): boolean {
  const word = /(\S+)\.$/u.exec(text)?.[1];
  if (word === undefined) return false;
  const bare = word.replace(/^["'“‘([]+/u, "");
  if (ABBREVIATIONS.has(bare.toLowerCase())) return true;
  if (/^\p{Lu}$/u.test(bare) && bare !== "I") return true;
  if (/^(?:\p{L}\.)+\p{L}$/u.test(bare)) return !/^[ap]\.m$/iu.test(bare);
  return /(?:^|\n)\s*\d{1,2}\.$/u.test(text);
}
