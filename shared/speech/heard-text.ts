/** Words and the samples that say them: `from` inclusive, `to` exclusive. */
export interface TimedText {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The words that were heard when `played` samples had been played. A clause that was cut counts by
 * the share of its letters that the played share of its samples covers, in whole words, rounded
 * down: what may have been heard in part was not heard.
 */
export function heardText(clauses: readonly TimedText[], played: number): string {
  const heard: string[] = [];
  for (const clause of clauses) {
    if (played >= clause.to) heard.push(clause.text);
    else {
      if (played > clause.from) heard.push(firstWords(clause, played));
      break;
    }
  }
  return heard.filter((text) => text.length > 0).join(" ");
}

function firstWords(clause: TimedText, played: number): string {
  const share = (played - clause.from) / (clause.to - clause.from);
  const limit = Math.floor(clause.text.length * share);
  let end = 0;
  for (const word of clause.text.matchAll(/\S+/gu)) {
    const wordEnd = word.index + word[0].length;
    if (wordEnd > limit) break;
    end = wordEnd;
  }
  return clause.text.slice(0, end);
}
