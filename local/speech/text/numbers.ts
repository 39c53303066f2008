import {
  cardinalWords,
  decimalWords,
  digitWords,
  ordinalWords,
  yearWords,
} from "./number-words.ts";

const PHONE =
  /(?<![\w.])(?:\+?(\d{1,2})[ -.])?(?:\((\d{3})\)\s?|(\d{3})[-. ])(\d{3})[-.](\d{4})\b/g;
const LOCAL_PHONE = /(?<![\w-])(\d{3})-(\d{4})(?![\w-])/g;
const DECADE = /\b(1[1-9]|20)(\d)0s\b/g;
const FEET_AND_INCHES = /(?<![\w.])(\d)'\s?(\d{1,2})(?:"|''|\b)/g;
const YEAR_IN_CONTEXT =
  /\b(in|since|by|from|until|till|before|after|of|during|year|around|circa|between|and|to) (1[1-9]\d\d|20\d\d)(?![\d,.:]\d|[\d%]|\s+(?:percent|people|dollars|miles|meters|years|times|of|thousand|million))/gi;
const FRACTION = /(?<![\w/.])(?:(\d+) )?(1|2|3|5|7)\/(2|3|4|5|8|10)(?![\w/])/g;
const RANGE = /(\d)\s?[–—-]\s?(?=\d)/g;
const ORDINAL = /(?<![\w.])(\d[\d,]*)(?:st|nd|rd|th)\b/g;
const NUMBER = /(?<![\w.])[-−]?\d[\d,]*(?:\.\d+)*|\d+/g;

const PARTS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  "2": ["half", "halves"],
  "3": ["third", "thirds"],
  "4": ["quarter", "quarters"],
  "5": ["fifth", "fifths"],
  "8": ["eighth", "eighths"],
  "10": ["tenth", "tenths"],
};
const DECADES =
  "- tens twenties thirties forties fifties sixties seventies eighties nineties".split(" ");

/**
 * Telephone numbers, decades and heights: digits whose punctuation means something. Runs before
 * brackets, quotes and units are touched.
 */
export function speakDigitGroups(text: string): string {
  return text
    .replace(PHONE, (_all, country: string | undefined, ...groups: (string | undefined)[]) =>
      [country, ...groups.slice(0, 4)]
        .filter((group) => group !== undefined)
        .map(digitWords)
        .join(", "),
    )
    .replace(LOCAL_PHONE, (_all, a: string, b: string) => `${digitWords(a)}, ${digitWords(b)}`)
    .replace(
      FEET_AND_INCHES,
      (_all, feet: string, inches: string) =>
        `${cardinalWords(feet)} foot ${cardinalWords(inches)}`,
    )
    .replace(DECADE, (_all, century: string, decade: string) =>
      decade === "0"
        ? `${yearWords(`${century}00`)}s`
        : `${cardinalWords(century)} ${DECADES[Number(decade)] ?? ""}`,
    );
}

/** Years, fractions, ranges, ordinals, and whatever digits are left. */
export function speakNumbers(text: string): string {
  return text
    .replace(YEAR_IN_CONTEXT, (_all, word: string, year: string) => `${word} ${yearWords(year)}`)
    .replace(FRACTION, (_all, whole: string | undefined, top: string, bottom: string) => {
      const name = PARTS[bottom]?.[top === "1" ? 0 : 1] ?? "";
      const part =
        top === "1" && whole !== undefined ? `a ${name}` : `${cardinalWords(top)} ${name}`;
      return whole === undefined ? part : `${cardinalWords(whole)} and ${part}`;
    })
    .replace(RANGE, "$1 to ")
    .replace(ORDINAL, (_all, digits: string) => ordinalWords(digits.replaceAll(",", "")))
    .replace(NUMBER, (found: string) => plainNumber(found));
}

function plainNumber(found: string): string {
  const comma = found.endsWith(",") ? "," : "";
  const minus = /^[-−]/.test(found) ? "minus " : "";
  const number = found.replace(/^[-−]/, "").replace(/,$/, "");
  if ((number.match(/\./g) ?? []).length > 1)
    return minus + number.split(".").map(decimalWords).join(" point ") + comma;
  // A leading zero means a code, not a quantity.
  if (/^0\d+$/.test(number)) return ` ${digitWords(number)}${comma} `;
  return ` ${minus}${decimalWords(number)}${comma} `;
}
