const REDUCED = new Set(["AX"]);
const VOWELS = new Set("AA AE AH AO AW AX AY EH ER EY IH IY OW OY UH UW".split(" "));
const LONG = new Set("AO AW AY ER EY IY OW OY UW".split(" "));

/**
 * flite's phones (lower case, without stress) as ARPAbet with stress digits. The stress is a guess by
 * the rule for English nouns: the last syllable but one when it is heavy, otherwise the one before;
 * never a vowel that flite reduced.
 */
export function flitePhonesToArpabet(phones: readonly string[]): string {
  const names = phones.map((phone) => phone.toUpperCase());
  const vowels = names.flatMap((name, index) => (VOWELS.has(name) ? [index] : []));
  const full = vowels.filter((index) => !REDUCED.has(names[index] ?? ""));
  const stressed = stressedVowel(names, vowels, full);
  return names
    .map((name, index) => {
      if (!VOWELS.has(name)) return name;
      const vowel = name === "AX" ? "AH" : name;
      return `${vowel}${index === stressed ? 1 : 0}`;
    })
    .join(" ");
}

function stressedVowel(
  names: readonly string[],
  vowels: readonly number[],
  full: readonly number[],
): number | undefined {
  const first = full[0] ?? vowels[0];
  if (vowels.length < 3) return first;
  const penult = vowels.at(-2) ?? 0;
  const antepenult = vowels.at(-3) ?? 0;
  const last = vowels.at(-1) ?? 0;
  const heavy = LONG.has(names[penult] ?? "") || last - penult > 2;
  if (heavy && full.includes(penult)) return penult;
  return full.includes(antepenult) ? antepenult : first;
}
