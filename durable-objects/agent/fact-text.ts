import { AGENT_LIMITS } from "./agent-limits.ts";

/**
 * A text as it is kept: one line, without control characters and without what hides text or turns
 * its direction. Undefined where nothing is left, or where it is longer than `most` code units.
 */
export function lineOf(text: string, most: number): string | undefined {
  const line = text
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]+/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
  return line === "" || line.length > most ? undefined : line;
}

/** A fact as it is kept; undefined where it is too long to be one. */
export function factText(text: string): string | undefined {
  return lineOf(text, AGENT_LIMITS.factLength);
}

/** What two facts have in common that say the same: their words, whatever their case and marks. */
export function factKey(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
