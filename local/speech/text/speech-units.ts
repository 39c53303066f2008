/** A stretch of spoken form that is synthesized in one go, and the silence after it. */
export interface SpeechUnit {
  readonly text: string;
  readonly pauseMs: number;
}

const SENTENCE_PAUSE_MS = 220;
const CLAUSE_PAUSE_MS = 110;
/** Longer sentences than this many characters are cut at clause marks, so that sound starts soon. */
const LONG_SENTENCE = 110;
/** A clause shorter than this sounds chopped on its own and joins the next. */
const SHORT_CLAUSE = 24;
/** What no punctuation divides is divided here, so that no synthesis step is unbounded. */
const MAX_UNIT = 240;

/**
 * Cuts the result of {@link ./spoken-form.ts spokenForm} into units: sentences, and the clauses of
 * long sentences. Every unit ends with a punctuation mark.
 */
export function speechUnits(spoken: string): SpeechUnit[] {
  const units: SpeechUnit[] = [];
  for (const sentence of spoken.match(/[^.?!]+[.?!]*/g) ?? []) {
    const text = sentence.trim();
    if (!/\w/.test(text)) continue;
    const pieces = text.length > LONG_SENTENCE ? clauses(text) : [text];
    for (const [index, piece] of pieces.entries()) {
      const last = index === pieces.length - 1;
      units.push({
        text: /[.?!,;:]$/.test(piece) ? piece : `${piece}${last ? "." : ","}`,
        pauseMs: last ? SENTENCE_PAUSE_MS : CLAUSE_PAUSE_MS,
      });
    }
  }
  return units;
}

function clauses(sentence: string): string[] {
  const joined: string[] = [];
  for (const clause of sentence.split(/(?<=[,;:]) /)) {
    const before = joined.at(-1);
    if (before !== undefined && before.length < SHORT_CLAUSE)
      joined[joined.length - 1] = `${before} ${clause}`;
    else joined.push(clause);
  }
  return joined.flatMap(wrap);
}

function wrap(clause: string): string[] {
  if (clause.length <= MAX_UNIT) return [clause];
  const space = clause.lastIndexOf(" ", MAX_UNIT);
  const at = space > 0 ? space : MAX_UNIT;
  return [clause.slice(0, at), ...wrap(clause.slice(at).trim())];
}
