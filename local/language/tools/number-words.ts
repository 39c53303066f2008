const UNITS =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const SCALES: Readonly<Record<string, number>> = { hundred: 100, thousand: 1e3, million: 1e6 };

/** A number in a text, and which of its words it took. */
export interface FoundNumber {
  readonly value: number;
  /** Index of the first word, and one past the last. */
  readonly from: number;
  readonly to: number;
}

/**
 * The numbers that a text names, in digits (`1,200`, `2.5`, `-3`) or English words (`twenty five`,
 * `two and a half`, `minus ten`, `a hundred`), in order. `words` is the text split at white space,
 * without punctuation at their ends.
 */
export function findNumbers(words: readonly string[]): readonly FoundNumber[] {
  const found: FoundNumber[] = [];
  let at = 0;
  while (at < words.length) {
    const number = numberAt(words, at);
    if (number === undefined) at += 1;
    else {
      found.push(number);
      at = number.to;
    }
  }
  return found;
}

function numberAt(words: readonly string[], from: number): FoundNumber | undefined {
  const word = (index: number): string => words[index]?.toLowerCase() ?? "";
  const negative = word(from) === "minus" || word(from) === "negative";
  const start = negative ? from + 1 : from;
  const plain = digitsAt(word(start)) ?? spelledAt(words, start);
  if (plain === undefined) return undefined;
  let { value, to } = { value: plain.value, to: start + plain.length };
  const scale = SCALES[word(to)];
  if (scale !== undefined && plain.length === 1 && /\d/.test(word(start))) {
    value *= scale;
    to += 1;
  }
  if (word(to) === "and" && word(to + 1) === "a" && word(to + 2) === "half") {
    value += 0.5;
    to += 3;
  } else if (word(to) === "point") {
    const decimals = spelledDigits(words, to + 1);
    if (decimals !== "") {
      value = Number(`${value}.${decimals}`);
      to += 1 + decimals.length;
    }
  }
  return { value: negative ? -value : value, from, to };
}

interface Plain {
  readonly value: number;
  readonly length: number;
}

function digitsAt(word: string): Plain | undefined {
  // "30°", "5k" and "10km" carry their unit with them.
  const match = /^([-−]?\d{1,3}(?:,\d{3})+|[-−]?\d+)(\.\d+)?(?:°|[a-z]{1,3})?$/.exec(word);
  if (match === null) return undefined;
  const value = Number(`${match[1]?.replaceAll(",", "").replace("−", "-")}${match[2] ?? ""}`);
  return { value, length: 1 };
}

/** `two hundred and five`, `twenty-five`, `a thousand`, `half a`. */
function spelledAt(words: readonly string[], from: number): Plain | undefined {
  const word = (index: number): string => words[index]?.toLowerCase() ?? "";
  if (word(from) === "half" && /^(?:a|an)$/.test(word(from + 1))) return { value: 0.5, length: 2 };
  let at = from;
  let total = 0;
  let current: number | undefined;
  if (/^(?:a|an)$/.test(word(at)) && SCALES[word(at + 1)] !== undefined) {
    current = 1;
    at += 1;
  }
  for (; at < words.length; at += 1) {
    const small = smallNumber(word(at));
    const scale = SCALES[word(at)];
    if (small !== undefined && fitsAfter(current, small)) current = (current ?? 0) + small;
    else if (scale !== undefined && current !== undefined) {
      if (scale === 100) current *= 100;
      else {
        total += current * scale;
        current = 0;
      }
    } else if (
      !(word(at) === "and" && (current ?? 0) >= 100 && smallNumber(word(at + 1)) !== undefined)
    )
      break;
  }
  return current === undefined ? undefined : { value: total + current, length: at - from };
}

/** "five" may follow "twenty" or "hundred", not "four". */
function fitsAfter(current: number | undefined, small: number): boolean {
  if (current === undefined || current === 0 || current % 100 === 0) return true;
  return current % 10 === 0 && current % 100 >= 20 && small < 10;
}

function smallNumber(word: string): number | undefined {
  const [tens = "", ones = ""] = word.split("-");
  if (ones !== "") {
    const [a, b] = [TENS.indexOf(tens), UNITS.indexOf(ones)];
    return a >= 0 && b > 0 ? 20 + a * 10 + b : undefined;
  }
  const unit = UNITS.indexOf(tens);
  if (unit >= 0) return unit;
  const ten = TENS.indexOf(tens);
  return ten >= 0 ? 20 + ten * 10 : undefined;
}

function spelledDigits(words: readonly string[], from: number): string {
  let digits = "";
  for (let at = from; at < words.length; at += 1) {
    const digit = UNITS.indexOf(words[at]?.toLowerCase() ?? "");
    if (digit < 0 || digit > 9) break;
    digits += digit;
  }
  return digits;
}
