import { describe, expect, it } from "vitest";
import type { Completeness } from "../completeness.ts";
import { completenessOf } from "../completeness.ts";
import type { Overlap } from "../overlap.ts";
import { overlapOf } from "../overlap.ts";

/** The utterances of a table, between bars. */
function utterances(table: string): string[] {
  return table.split("|").map((text) => text.trim());
}

const RULES: Readonly<Record<Completeness, string>> = {
  complete: "L4, L6, L8",
  short: "L5",
  unclear: "L6, L9",
  incomplete: "L2, L3",
  dictating: "L7",
};

/** Holds a language's words against tables of utterances, as recognizers write them. */
export function describeCompleteness(
  language: string,
  tables: Readonly<Record<Completeness, string>>,
): void {
  describe(`how complete utterances are: ${language}`, () => {
    for (const [expected, table] of Object.entries(tables)) {
      it.each(utterances(table))(`${RULES[expected as Completeness]}: ${expected}: %s`, (text) => {
        expect(completenessOf(text, language)).toBe(expected);
      });
    }
  });
}

/** The same for words over the agent's voice, where any word may interrupt. */
export function describeOverlap(
  language: string,
  tables: Readonly<Record<Exclude<Overlap, "echo">, string>>,
): void {
  const about = { language, saying: "", rule: { type: "words", count: 1 } } as const;
  describe(`words over the agent's voice: ${language}`, () => {
    for (const [expected, table] of Object.entries(tables)) {
      it.each(utterances(table))(`V1, V2, V4, V11: ${expected}: %s`, (text) => {
        expect(overlapOf(text, about)).toBe(expected);
      });
    }
  });
}
