const ONES =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const SCALES = ["", " thousand", " million", " billion", " trillion"];
/** Longer numbers than this many digits are read digit by digit. */
const MAX_DIGITS = SCALES.length * 3;

const ORDINALS: Readonly<Record<string, string>> = {
  one: "first",
  two: "second",
  three: "third",
  five: "fifth",
  eight: "eighth",
  nine: "ninth",
  twelve: "twelfth",
};

/** `415` → `four one five`. Anything but digits is skipped. */
export function digitWords(digits: string): string {
  return [...digits.replace(/\D/g, "")].map((digit) => ONES[Number(digit)]).join(" ");
}

/** A string of digits as a cardinal: `1200` → `one thousand two hundred`. */
export function cardinalWords(digits: string): string {
  const plain = digits.replace(/^0+(?=\d)/, "");
  if (plain.length > MAX_DIGITS) return digitWords(plain);
  const groups: string[] = [];
  for (let end = plain.length, scale = 0; end > 0; end -= 3, scale++) {
    const group = Number(plain.slice(Math.max(0, end - 3), end));
    if (group > 0) groups.unshift(belowThousand(group) + (SCALES[scale] ?? ""));
  }
  return groups.join(" ") || "zero";
}

/** A string of digits as an ordinal: `21` → `twenty first`. */
export function ordinalWords(digits: string): string {
  const words = cardinalWords(digits).split(" ");
  const last = words.pop() ?? "";
  words.push(ORDINALS[last] ?? (last.endsWith("y") ? `${last.slice(0, -1)}ieth` : `${last}th`));
  return words.join(" ");
}

/** Digits with an optional decimal part: `3.14` → `three point one four`. */
export function decimalWords(number: string): string {
  const [whole = "", part] = number.replaceAll(",", "").split(".");
  const words = cardinalWords(whole === "" ? "0" : whole);
  return part === undefined || part === "" ? words : `${words} point ${digitWords(part)}`;
}

/** A year as it is said: `1987` → `nineteen eighty seven`, `2005` → `two thousand five`. */
export function yearWords(digits: string): string {
  const high = Number(digits.slice(0, -2));
  const low = Number(digits.slice(-2));
  if (digits.length !== 4 || (high % 10 === 0 && low < 10)) return cardinalWords(digits);
  if (low === 0) return `${belowThousand(high)} hundred`;
  return `${belowThousand(high)} ${low < 10 ? "oh " : ""}${belowThousand(low)}`;
}

function belowThousand(value: number): string {
  const words: string[] = [];
  if (value >= 100) words.push(`${ONES[Math.floor(value / 100)] ?? ""} hundred`);
  const rest = value % 100;
  if (rest >= 20) {
    words.push(TENS[Math.floor(rest / 10) - 2] ?? "");
    if (rest % 10 > 0) words.push(ONES[rest % 10] ?? "");
  } else if (rest > 0 || value === 0) words.push(ONES[rest] ?? "");
  return words.join(" ");
}
