const CONSONANTS: Readonly<Record<string, string>> = {
  B: "b",
  CH: "tʃ",
  D: "d",
  DH: "ð",
  F: "f",
  G: "ɡ",
  HH: "h",
  JH: "dʒ",
  K: "k",
  L: "l",
  M: "m",
  N: "n",
  NG: "ŋ",
  P: "p",
  R: "ɹ",
  S: "s",
  SH: "ʃ",
  T: "t",
  TH: "θ",
  V: "v",
  W: "w",
  Y: "j",
  Z: "z",
  ZH: "ʒ",
};

const VOWELS: Readonly<Record<string, string>> = {
  AA: "ɑː",
  AE: "æ",
  AH: "ʌ",
  AO: "ɔː",
  AW: "aʊ",
  AY: "aɪ",
  EH: "ɛ",
  ER: "ɜː",
  EY: "eɪ",
  IH: "ɪ",
  IY: "iː",
  OW: "oʊ",
  OY: "ɔɪ",
  UH: "ʊ",
  UW: "uː",
};
/** Before R the voice knows these shapes only. */
const BEFORE_R: Readonly<Record<string, string>> = { IY: "ɪ", UW: "ʊ", OW: "ɔː", EY: "ɛ", AE: "æ" };
const SHORT_O_BEFORE = new Set(["F", "S", "TH", "NG"]);
const STRESS: Readonly<Record<string, string>> = { "1": "ˈ", "2": "ˌ" };

interface Phone {
  readonly name: string;
  /** `0`, `1` or `2` for a vowel, empty for a consonant. */
  readonly stress: string;
}

/**
 * One word from ARPAbet with stress digits (`HH AH0 L OW1`) to the IPA that the neural voice was
 * trained on (`həlˈoʊ`): US English, the stress mark directly before the vowel, length marks,
 * r-coloured vowels, a flap for t between vowels.
 */
export function arpabetToIpa(arpabet: string): string {
  const names = arpabet.split(" ");
  const main = names.findLastIndex((name) => name.endsWith("1"));
  const phones = names.map((name, index): Phone => {
    const stress = /\d$/.exec(name)?.[0] ?? "";
    if (stress === "") return { name, stress };
    // A word has one main stress, where the dictionary gives several: the last.
    return { name: name.slice(0, -1), stress: stress === "1" && index !== main ? "2" : stress };
  });
  return phones.map((_, index) => phoneToIpa(phones, index)).join("");
}

function phoneToIpa(phones: readonly Phone[], index: number): string {
  const phone = phones[index];
  if (phone === undefined) return "";
  if (phone.stress === "") return consonant(phones, index, phone);
  const before = phones[index - 1];
  const after = phones[index + 1];
  const mark = STRESS[phone.stress] ?? "";
  if (phone.stress === "0") return reduced(phones, index, phone.name, before, after);
  if (phone.name === "ER") return `${mark}ɜː${isVowel(after) ? "ɹ" : ""}`;
  if (after?.name === "R") return mark + (BEFORE_R[phone.name] ?? VOWELS[phone.name] ?? "");
  if (phone.name === "AO" && after !== undefined && SHORT_O_BEFORE.has(after.name))
    return `${mark}ɔ`;
  return mark + (VOWELS[phone.name] ?? "");
}

/** Vowels without stress lose their length and mostly their colour. */
function reduced(
  phones: readonly Phone[],
  index: number,
  name: string,
  before: Phone | undefined,
  after: Phone | undefined,
): string {
  switch (name) {
    case "AH":
      if (before === undefined) return "ɐ";
      if (isSyllabicN(phones, index)) return "";
      return isInflection(phones, index) ? "ᵻ" : "ə";
    case "ER":
      return isVowel(after) ? "ɚɹ" : "ɚ";
    case "IY":
      return after?.name === "R" ? "ɪ" : "i";
    case "IH":
      if (isInflection(phones, index) || (index === 1 && after?.name !== "NG" && phones.length > 3))
        return "ᵻ";
      return "ɪ";
    case "AO":
      return after?.name === "R" ? "ɔː" : "ɔ";
    default:
      if (after?.name === "R") return BEFORE_R[name] ?? VOWELS[name] ?? "";
      return VOWELS[name] ?? "";
  }
}

function consonant(phones: readonly Phone[], index: number, phone: Phone): string {
  const before = phones[index - 1];
  const after = phones[index + 1];
  if (phone.name === "T") {
    if (isSyllabicN(phones, index + 1)) return "ʔ";
    if ((isVowel(before) || before?.name === "R") && after?.stress === "0") return "ɾ";
  }
  if (phone.name === "N" && isSyllabicN(phones, index - 1)) return "n\u0329";
  return CONSONANTS[phone.name] ?? "";
}

/** `-es` and `-ed` after a sound that needs the extra vowel: roses, wanted. */
function isInflection(phones: readonly Phone[], index: number): boolean {
  const last = phones[index + 1];
  if (index !== phones.length - 2 || last === undefined) return false;
  const stem = phones[index - 1]?.name ?? "";
  if (last.name === "D") return stem === "T" || stem === "D";
  return last.name === "Z" && ["S", "Z", "SH", "CH", "JH", "ZH"].includes(stem);
}

/** The vowel at `index` is that of button or certain, which is said as a syllabic n. */
function isSyllabicN(phones: readonly Phone[], index: number): boolean {
  const vowel = phones[index];
  return (
    vowel?.name === "AH" &&
    vowel.stress === "0" &&
    index === phones.length - 2 &&
    phones[index + 1]?.name === "N" &&
    phones[index - 1]?.name === "T" &&
    (isVowel(phones[index - 2]) || phones[index - 2]?.name === "R")
  );
}

function isVowel(phone: Phone | undefined): boolean {
  return phone !== undefined && phone.stress !== "";
}
