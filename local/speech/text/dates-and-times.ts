import { cardinalWords, ordinalWords, yearWords } from "./number-words.ts";

const MONTHS =
  "January February March April May June July August September October November December".split(
    " ",
  );
const MONTH =
  "(Jan(?:uary|\\.)?|Feb(?:ruary|\\.)?|Mar(?:ch|\\.)?|Apr(?:il|\\.)?|May|June?\\.?|July?\\.?|Aug(?:ust|\\.)?|Sept?(?:ember|\\.)?|Oct(?:ober|\\.)?|Nov(?:ember|\\.)?|Dec(?:ember|\\.)?)";
const MONTH_DAY = new RegExp(
  `\\b${MONTH} (\\d{1,2})(?:st|nd|rd|th)?(?:(,?) (\\d{4}))?(?![\\d:.]\\d|\\d)`,
  "g",
);
const DAY_MONTH = new RegExp(
  `\\b(\\d{1,2})(?:st|nd|rd|th)? (?:of )?${MONTH}(?:,? (\\d{4}))?(?!\\d)`,
  "g",
);
const ISO = /\b(\d{4})-(\d{2})-(\d{2})\b/g;
const SLASHED = /\b(\d{1,2})\/(\d{1,2})\/(\d{4})\b/g;
/** The dot of `p.m.` stays where it also ends the sentence. */
const HALF = "\\s?([apAP])\\.?\\s?[mM]\\b(?:\\.(?!\\s+[A-Z]|\\s*$))?";
const CLOCK = new RegExp(`\\b(\\d{1,2}):(\\d{2})(?::\\d{2})?(?:${HALF})?`, "g");
const HOUR = new RegExp(`\\b(\\d{1,2})${HALF}`, "g");

/** Dates and times of day in the American order: `3:30 pm` → `three thirty p m`. */
export function speakDatesAndTimes(text: string): string {
  return text
    .replace(ISO, (all, year: string, month: string, day: string) => date(all, month, day, year))
    .replace(SLASHED, (all, month: string, day: string, year: string) =>
      date(all, month, day, year),
    )
    .replace(MONTH_DAY, (all, month: string, day: string, _comma: string, year?: string) =>
      date(all, monthNumber(month), day, year),
    )
    .replace(DAY_MONTH, (all, day: string, month: string, year?: string) =>
      date(all, monthNumber(month), day, year),
    )
    .replace(CLOCK, (all, hour: string, minute: string, half?: string) =>
      Number(hour) > 24 || Number(minute) > 59 ? all : clock(hour, minute, half),
    )
    .replace(HOUR, (all, hour: string, half: string) =>
      Number(hour) > 12 ? all : `${cardinalWords(hour)} ${halfWords(half)}`,
    );
}

function date(all: string, month: string, day: string, year: string | undefined): string {
  const name = MONTHS[Number(month) - 1];
  if (name === undefined || Number(day) < 1 || Number(day) > 31) return all;
  return `${name} ${ordinalWords(day)}${year === undefined ? "" : `, ${yearWords(year)}`}`;
}

function monthNumber(name: string): string {
  return String(MONTHS.findIndex((month) => month.slice(0, 3) === name.slice(0, 3)) + 1);
}

function clock(hour: string, minute: string, half: string | undefined): string {
  const hours = cardinalWords(hour);
  const minutes = Number(minute);
  const after = half === undefined ? "" : ` ${halfWords(half)}`;
  if (minutes > 0) return `${hours} ${minutes < 10 ? "oh " : ""}${cardinalWords(minute)}${after}`;
  if (half !== undefined) return hours + after;
  return Number(hour) > 12 || Number(hour) === 0 ? `${hours} hundred hours` : `${hours} o'clock`;
}

function halfWords(letter: string): string {
  return letter.toLowerCase() === "a" ? "ay m" : "p m";
}
