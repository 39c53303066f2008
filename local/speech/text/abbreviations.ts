/** Titles and the like: their dot never ends a sentence. Without the dot they are left alone. */
const WITH_DOT: Readonly<Record<string, string>> = {
  mr: "mister",
  mrs: "missus",
  ms: "miz",
  dr: "doctor",
  prof: "professor",
  gen: "general",
  rev: "reverend",
  jr: "junior",
  sr: "senior",
  vs: "versus",
  approx: "approximately",
  dept: "department",
  est: "established",
  tel: "telephone",
  apt: "apartment",
  fig: "figure",
  mt: "mount",
  ft: "fort",
};
/** These may also end a sentence; then the dot stays. */
const MAY_END: Readonly<Record<string, string>> = {
  etc: "et cetera",
  inc: "incorporated",
  ltd: "limited",
  corp: "corporation",
  co: "company",
  ave: "avenue",
  blvd: "boulevard",
  rd: "road",
  hwy: "highway",
  mon: "Monday",
  tue: "Tuesday",
  tues: "Tuesday",
  wed: "Wednesday",
  thu: "Thursday",
  thurs: "Thursday",
  fri: "Friday",
};
/** All-capital words that are spelled out although they could be read as a word. */
const SPELLED = new Set(
  "AI API APIS ATM AWS CEO CFO CTO DIY EU FAQ FAQS FBI CIA HIV ID IDS IO IOS IP IPA IQ OS PA PIN UAE UFO UI UK UN UPI URL URLS US USA USB UV UX VIP OCR OTP IBM EV EVS EST".split(
    " ",
  ),
);
/** Words in capitals that are read as words. */
const READ = new Set(["OK", "PIN", "I", "A"]);

const dotted = (table: object): RegExp =>
  new RegExp(`\\b(${Object.keys(table).join("|")})\\.`, "gi");
const TITLE = dotted(WITH_DOT);
const ENDING = new RegExp(`${dotted(MAY_END).source}(\\s+(?=[a-z0-9])|(?=[,;:]))?`, "gi");

/** `Dr. Lee lives on Elm St.` → `doctor Lee lives on Elm street.`; `e.g.` → `for example`. */
export function speakAbbreviations(text: string): string {
  return text
    .replace(/\be\.\s?g\.,?/gi, "for example,")
    .replace(/\bi\.\s?e\.,?/gi, "that is,")
    .replace(/\band\/or\b/gi, "and or")
    .replace(/\bw\/o\b/gi, "without")
    .replace(/\bw\/(?=\s|\w)/gi, "with ")
    .replace(/\b24\/7\b/g, "twenty four seven")
    .replace(/\bNo\. ?(?=\d)/g, "number ")
    .replace(/#(?=\d)/g, "number ")
    .replace(/(?<=[A-Z][a-z]+ )St\.(?=\s+[A-Z]|\s*$)/g, "street.")
    .replace(/(?<=[A-Z][a-z]+ )St\./g, "street")
    .replace(/\bSt\. (?=[A-Z])/g, "saint ")
    .replace(TITLE, (_all, word: string) => WITH_DOT[word.toLowerCase()] ?? word)
    .replace(ENDING, (_all, word: string, more: string | undefined) => {
      const full = MAY_END[word.toLowerCase()] ?? word;
      return more === undefined ? `${full}.` : full + more;
    });
}

/** `U.S.A.` and `GPT` become letters; `NASA` stays a word. A letter alone is said as its name. */
export function speakInitials(text: string): string {
  const shouting = text === text.toUpperCase() && text.length > 8;
  return text
    .replace(/\b(?:[A-Za-z]\.){2,}(?=\s+[A-Z]|\s*$)/g, (all) => `${letters(all)}.`)
    .replace(/\b(?:[A-Za-z]\.){2,}/g, (all) => letters(all))
    .replace(/\b[A-Z]{2,5}(s)?\b/g, (all: string, plural: string | undefined) => {
      const word = plural === undefined ? all : all.slice(0, -1);
      if (shouting || READ.has(word)) return all;
      if (!SPELLED.has(word) && /[AEIOUY]/.test(word)) return all;
      return letters(word) + (plural === undefined ? "" : "'s");
    });
}

/** Letters with spaces; `a` by its name, so that nothing reads it as the article. */
function letters(word: string): string {
  return [...word.toLowerCase().replace(/[^a-z]/g, "")]
    .map((letter) => (letter === "a" ? "ay" : letter))
    .join(" ");
}
