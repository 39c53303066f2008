/** UTF-16 code units after which a sentence without an end counts as one. */
const LONGEST = 600;

/** The end of a sentence with the blank behind it, a sign that ends one, or a line's end. */
const END = /[.!?…]+["'”’)\]]*\s|[。！？]["'”’」』）]*|\n/;

/**
 * Cuts streamed text into sentences: takes what is left of before and the new text, and gives what
 * is left now and the sentences that are complete. Nothing is lost: they add up to the text. A
 * sentence that is too long is cut behind a word, and not within a number that has blanks.
 */
export function takeSentences(rest: string, text: string): readonly [string, readonly string[]] {
  let left = rest + text;
  const sentences: string[] = [];
  for (;;) {
    const match = END.exec(left);
    const end = match === null ? -1 : match.index + match[0].length;
    const cut = end > 0 && end <= LONGEST ? end : left.length > LONGEST ? longCut(left) : 0;
    if (cut === 0) return [left, sentences];
    sentences.push(left.slice(0, cut));
    left = left.slice(cut);
  }
}

/** Where a text that is too long is cut: behind its last blank, better one without digits at it. */
function longCut(text: string): number {
  let blank = 0;
  for (let at = LONGEST; at > LONGEST / 2; at--) {
    if (!/\s/.test(text.charAt(at - 1))) continue;
    if (!/\d/.test(text.charAt(at - 2) + text.charAt(at))) return at;
    blank ||= at;
  }
  return blank || LONGEST;
}
