import { endsWithAbbreviation } from "./abbreviations.ts";
import { phraseEnd } from "./phrase-end.ts";

/** What the chunker holds back between two deltas. */
export interface ChunkerState {
  /** Text that has not been given out. */
  readonly held: string;
  /** Chunks given out so far. */
  readonly chunks: number;
}

/** A chunker that has seen nothing. */
export const EMPTY_CHUNKER: ChunkerState = { held: "", chunks: 0 };

/** The first chunk may end at a comma once it has this many characters ("Yes,"): sound soon. */
const FIRST_CLAUSE_MIN = 4;
/**
 * A first chunk without any punctuation is cut before the word that crosses this length. A small
 * model on a slow machine makes 100 characters a second; the cut sounds like a short hesitation.
 */
const FIRST_CLAUSE_MAX = 36;
/** Sentences shorter than this are joined with the next one: a voice sounds better on longer text. */
const SENTENCE_MIN = 20;
/** A sentence longer than this is cut at a clause, or else between words. */
const SENTENCE_MAX = 240;

const SENTENCE_ENDS = new Set([".", "!", "?", "…"]);
const WIDE_SENTENCE_ENDS = new Set(["。", "！", "？", "｡"]);
const CLAUSE_ENDS = new Set([",", ";", ":", "—", "–"]);
const WIDE_CLAUSE_ENDS = new Set(["、", "，", "；", "："]);
const CLOSERS = new Set(['"', "'", "”", "’", ")", "]", "»", "」", "』"]);

/**
 * Takes more of a streamed answer and gives out what can be spoken: a first clause early, then
 * sentences. Pure; every character of the input comes out exactly once, white space aside.
 */
export function pushText(state: ChunkerState, delta: string): [ChunkerState, string[]] {
  let { held, chunks } = state;
  held += delta;
  const out: string[] = [];
  for (;;) {
    const cut = findCut(held, chunks + out.length === 0);
    if (cut === undefined) break;
    const text = held.slice(0, cut).trim();
    held = held.slice(cut);
    if (text.length > 0) out.push(text);
  }
  chunks += out.length;
  return [{ held, chunks }, out];
}

/** Gives out what is left when the answer is complete. */
export function flushText(state: ChunkerState): string[] {
  const rest = state.held.trim();
  return rest.length > 0 ? [rest] : [];
}

/** Where the held text can be cut now, or undefined where more must be seen. */
function findCut(text: string, first: boolean): number | undefined {
  const start = text.length - text.trimStart().length;
  for (let i = start; i < text.length; i++) {
    const length = i + 1 - start;
    const end = boundaryAfter(text, i);
    if (end === "unknown") break;
    if (end === undefined) continue;
    if (end.kind === "line" || end.kind === "sentence") {
      const short = !first && length < SENTENCE_MIN && end.kind === "sentence";
      if (!short) return end.at;
    } else if (first && length >= FIRST_CLAUSE_MIN) return end.at;
    else if (length >= SENTENCE_MAX) return end.at;
  }
  if (first) {
    const phrase = phraseEnd(text, start);
    if (phrase !== undefined) return phrase;
  }
  const limit = first ? FIRST_CLAUSE_MAX : SENTENCE_MAX;
  if (text.length - start <= limit) return undefined;
  return lastCut(text, start, start + limit);
}

interface Boundary {
  readonly kind: "sentence" | "clause" | "line";
  /** Index after the boundary, closers included. */
  readonly at: number;
}

/** Whether something ends at `i`; "unknown" where the next character decides and is not there yet. */
function boundaryAfter(text: string, i: number): Boundary | "unknown" | undefined {
  const char = text[i] as string;
  if (char === "\n") return { kind: "line", at: i + 1 };
  if (WIDE_SENTENCE_ENDS.has(char)) return { kind: "sentence", at: afterClosers(text, i + 1) };
  if (WIDE_CLAUSE_ENDS.has(char)) return { kind: "clause", at: i + 1 };
  const sentence = SENTENCE_ENDS.has(char);
  if (!sentence && !CLAUSE_ENDS.has(char)) return undefined;
  const at = afterClosers(text, i + 1);
  const next = text[at];
  if (next === undefined) return "unknown";
  if (!/\s/u.test(next)) return undefined;
  if (!sentence) return { kind: "clause", at };
  if (char === "." && endsWithAbbreviation(text.slice(0, i + 1))) return undefined;
  return { kind: "sentence", at };
}

function afterClosers(text: string, from: number): number {
  let at = from;
  while (CLOSERS.has(text[at] ?? "") || SENTENCE_ENDS.has(text[at] ?? "")) at++;
  return at;
}

/** The last clause end, or else the last space, before `limit`; `limit` itself where there is neither. */
function lastCut(text: string, start: number, limit: number): number {
  let space = 0;
  for (let i = limit; i > start; i--) {
    const end = boundaryAfter(text, i - 1);
    if (end !== undefined && end !== "unknown" && end.at <= limit) return end.at;
    if (space === 0 && /\s/u.test(text[i] ?? "")) space = i;
  }
  return space > start ? space : limit;
}
