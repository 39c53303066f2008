import { speakAbbreviations, speakInitials } from "./abbreviations.ts";
import { speakDatesAndTimes } from "./dates-and-times.ts";
import { speakMoney } from "./money.ts";
import { speakDigitGroups, speakNumbers } from "./numbers.ts";
import { speakUnits } from "./units.ts";

const SYMBOLS: readonly (readonly [RegExp, string])[] = [
  [/&/g, " and "],
  [/\+/g, " plus "],
  [/=/g, " equals "],
  [/×/g, " times "],
  [/÷/g, " divided by "],
  [/%/g, " percent "],
  [/@/g, " at "],
  [/(\w)\/(?=\w)/g, "$1 or "],
  [/[<>|\\^~{}#*_$€£¥°/]+/g, " "],
];

/**
 * Written English as plain words and the punctuation `, . ? ! ; :`, so that every voice says the
 * same: numbers, money, times, units, abbreviations, initials, addresses and symbols are spelled
 * out, Markdown and emoji are dropped. In the result a full stop always ends a sentence.
 */
export function spokenForm(text: string): string {
  let spoken = plain(speakDigitGroups(text));
  spoken = speakAddresses(spoken);
  spoken = speakAbbreviations(spoken);
  spoken = speakDatesAndTimes(spoken);
  spoken = speakMoney(spoken);
  spoken = speakUnits(spoken);
  spoken = speakInitials(separate(spoken));
  spoken = speakNumbers(spoken);
  for (const [symbol, words] of SYMBOLS) spoken = spoken.replace(symbol, words);
  return tidy(spoken);
}

/** Markdown, emoji, typographic quotes and dashes as plain ASCII; line ends as sentence ends. */
function plain(text: string): string {
  return text
    .replace(/```[\s\S]*?```/g, " ")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[‘’ʼ´]/g, "'")
    .replace(/[“”«»"`]/g, " ")
    .replace(/^\s*(?:[-*•>]+|#{1,6})\s+/gm, "")
    .replace(/^\s*(\d{1,2})[.)]\s+(?=\S)/gm, "$1, ")
    .replace(/½/g, " 1/2")
    .replace(/¼/g, " 1/4")
    .replace(/¾/g, " 3/4")
    .replace(/[\p{Extended_Pictographic}\u200b-\u200f\u2060\ufe0f]/gu, " ")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/…|\.{2,}/g, ", ")
    .replace(/\s+[–—-]+\s+|—|\s*[()[\]]\s*/g, ", ")
    .replace(/([^\s.?!,;:])[ \t]*\n+/g, "$1.\n")
    .replace(/\s+/g, " ");
}

/** `mail@example.com` → `mail at example dot com`; `https://` is not said. */
function speakAddresses(text: string): string {
  return text
    .replace(/\bhttps?:\/\/(?:www\.)?/gi, "")
    .replace(
      /\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|ai|gov|edu|co|uk|app)\b(?:\/[\w./-]*\w)?/gi,
      (address) =>
        address
          .replaceAll("@", " at ")
          .replaceAll(".", " dot ")
          .replaceAll("/", " slash ")
          .replaceAll("-", " dash ")
          .replaceAll("_", " underscore "),
    );
}

/** Splits `camelCase`, and letters from digits (`GPT-4`, `4K`), so that each is read on its own. */
function separate(text: string): string {
  return text
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/\b([A-Za-z]+)-?(\d)/g, "$1 $2")
    .replace(/(\d)(?!(?:st|nd|rd|th|s)\b)([A-Za-z])/g, "$1 $2");
}

/** One space between words, none before punctuation, no mark that no voice knows. */
function tidy(text: string): string {
  return text
    .replace(/[^A-Za-z' ,.?!;:-]+/g, " ")
    .replace(/(\w)-+(?=\w)/g, "$1 ")
    .replace(/(\w) +'s\b/g, "$1's")
    .replace(/(?<!\w)'|'(?!\w)|-/g, " ")
    .replace(/\s+/g, " ")
    .replace(/ +([,.?!;:])/g, "$1")
    .replace(/[,;:]+(?=[,;:.?!])/g, "")
    .replace(/([.?!])[.?!,;:]+/g, "$1")
    .replace(/([,.?!;:])(?=\w)/g, "$1 ")
    .replace(/^[\s,.?!;:]+/, "")
    .trim();
}
