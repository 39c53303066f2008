const PIECES = [
  ..."the and my is um 555 five a b @ . , ? ! … - [ ] ( ) < > * ♪ ' ’ dot com at yes stop".split(
    " ",
  ),
  ..."は の です ｶﾅ 電話番号は 〇 ー é ß ı İ 👩‍👩‍👧 \u{d800} \u0000 \u200b \u202e 1,000 5:30 ﷺ ก็ हाँ".split(
    " ",
  ),
  "\n",
  "  ",
  "constructor",
  "__proto__",
];

/** A text of odd pieces, up to some hundreds long. */
export function oddText(random: () => number): string {
  const length = Math.floor(random() ** 3 * 400);
  let text = "";
  for (let i = 0; i < length; i += 1) {
    text += PIECES[Math.floor(random() * PIECES.length)] as string;
    if (random() < 0.7) text += " ";
  }
  return text;
}

/** Language tags, known, unknown and malformed. */
export const TAGS = [
  ..."en en-GB EN_us de de-CH es-419 fr it pt-BR nl ja ja-JP ru zh-Hant x-klingon - __proto__".split(
    " ",
  ),
  "",
  "constructor",
  "english please",
];
