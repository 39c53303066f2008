import { ibanLength } from "./iban.ts";
import { isCardNumber } from "./card-number.ts";
import { isPhoneNumber } from "./phone-number.ts";

/** A kind of personal data. */
interface PersonalData {
  readonly placeholder: string;
  /** What may be one; every part of it is bounded, so that no text makes it slow. */
  readonly pattern: RegExp;
  /** How many code units of a candidate are one; 0: none. */
  readonly length: (candidate: string) => number;
}

/** In the order in which they are looked for: an IBAN's digits could pass for a card's. */
const KINDS: readonly PersonalData[] = [
  {
    placeholder: "[e-mail address]",
    pattern: /[\p{L}\p{N}._%+'-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}[\p{L}\p{N}-]{2,63}/gu,
    length: (candidate) => candidate.length,
  },
  {
    placeholder: "[IBAN]",
    pattern: /(?<![\p{L}\p{N}])[a-z]{2}\d{2}(?:[ -]?[a-z0-9]){11,30}/giu,
    length: ibanLength,
  },
  {
    placeholder: "[card number]",
    pattern: /(?<!\d)[2-6]\d{3}(?:[ -]?\d){9,24}/g,
    length: (candidate) => longestPrefix(candidate, isCardNumber),
  },
  {
    placeholder: "[phone number]",
    // It begins as one of those that isPhoneNumber knows.
    pattern:
      /(?<![\p{L}\p{N}_.,$€£#/-])(?=\(?\+|\(?00?[1-9]|(?:1[ .-])?\(?\d{3}\)?[ .-])(?:\+|\(\+?)?\d(?:[ ()./-]{0,3}\d){5,24}/gu,
    length: (candidate) => longestPrefix(candidate, isPhoneNumber),
  },
];

/**
 * The text with placeholders in the place of e-mail addresses, IBANs (their check digits hold), card
 * numbers (Luhn's sum holds) and phone numbers.
 */
export function redact(text: string): string {
  // No kind is shorter, and most words of a stream have no digit and no at sign.
  if (!/[\d@]/.test(text)) return text;
  let redacted = text;
  for (const kind of KINDS) redacted = redactKind(redacted, kind);
  return redacted;
}

function redactKind(text: string, { pattern, placeholder, length }: PersonalData): string {
  const parts: string[] = [];
  let from = 0;
  pattern.lastIndex = 0;
  for (;;) {
    const match = pattern.exec(text);
    if (match === null) break;
    const found = length(match[0]);
    if (found === 0) {
      // Another one may begin inside of what was none.
      pattern.lastIndex = match.index + firstGroup(match[0]);
      continue;
    }
    parts.push(text.slice(from, match.index), placeholder);
    from = match.index + found;
    pattern.lastIndex = from;
  }
  pattern.lastIndex = 0;
  return from === 0 ? text : parts.join("") + text.slice(from);
}

/** Length of a candidate's first run of letters and digits, and what stands before it. */
function firstGroup(candidate: string): number {
  return /^[^\p{L}\p{N}]*[\p{L}\p{N}]+/u.exec(candidate)?.[0].length ?? candidate.length;
}

/** The longest beginning of a candidate that passes and ends where a group of digits does. */
function longestPrefix(candidate: string, passes: (text: string) => boolean): number {
  for (let end = candidate.length; end > 0; end--) {
    if (/\d/.test(candidate.charAt(end)) || !/\d/.test(candidate.charAt(end - 1))) continue;
    if (passes(candidate.slice(0, end))) return end;
  }
  return 0;
}
