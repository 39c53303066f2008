/** Most digits of a phone number (ITU-T E.164), and fewest of one with its country's code. */
const MOST = 15;
const FEWEST = 8;

/** `123-456-7890`, `(123) 456-7890`: how numbers of North America are written. */
const NORTH_AMERICAN = /^(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}$/;
/** A zero, a prefix and the number, in groups or all together: how most others are written. */
const NATIONAL = /^\(?0[1-9]\d{0,4}\)?(?:[ /-]{0,3}\d{2,})+$/;
const DATE = /^\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}/;

/**
 * Whether a text of digits and what stands between them is written as phone numbers are: with a
 * country's code after `+` or `00`, as in North America, or with a leading zero. Other rows of
 * digits are numbers of something else more often than not.
 */
export function isPhoneNumber(text: string): boolean {
  const digits = text.replaceAll(/\D/g, "").length;
  if (/^\(?(?:\+|00)[1-9]/.test(text)) return digits >= FEWEST && digits <= MOST + 2;
  if (NORTH_AMERICAN.test(text)) return true;
  return NATIONAL.test(text) && digits >= FEWEST && digits <= 13 && !DATE.test(text);
}
