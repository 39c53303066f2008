/** Words and the samples that say them: `from` inclusive, `to` exclusive. */
export interface TimedText {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** Where in them the voice is: clauses begin and end with silence. Absent: it is not known yet. */
  readonly voice?: { readonly from: number; readonly to: number };
}

/**
 * The words that were heard when `played` samples had been played. A clause that was cut counts by
 * the share of its letters that the played share of its samples covers, in whole words, rounded
 * down: what may have been heard in part was not heard.
 */
export function heardText(clauses: readonly TimedText[], played: number): string {
  const heard: string[] = [];
  for (const clause of clauses) {
    if (played >= (clause.voice ?? clause).to) heard.push(clause.text);
    else {
      if (played > clause.from) heard.push(firstWords(clause, played));
      break;
    }
  }
  return heard.filter((text) => text.length > 0).join(" ");
}

function firstWords(clause: TimedText, played: number): string {
  const { from, to } = clause.voice ?? clause;
  const share = Math.min(1, Math.max(0, (played - from) / (to - from)));
  const limit = Math.floor(clause.text.length * share);
  let end = 0;
  for (const word of clause.text.matchAll(/\S+/gu)) {
    const wordEnd = word.index + word[0].length;
    if (wordEnd > limit) break;
    end = wordEnd;
  }
  return clause.text.slice(0, end);
}
