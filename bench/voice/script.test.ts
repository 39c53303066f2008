import { describe, expect, it } from "vitest";
import {
  answerTokens,
  PIECE,
  readSessionName,
  SCRIPTS,
  sessionName,
  speechPieces,
} from "./script.ts";

const PLAN = { first: 100, last: 2_000, period: 9_000, endMs: 543 };
const { signal } = new AbortController();

/** Waits for nothing, and notes for how long it was to be. */
function waits(): { readonly waited: number[]; readonly wait: (ms: number) => Promise<void> } {
  const waited: number[] = [];
  return {
    waited,
    wait: (ms) => {
      waited.push(ms);
      return Promise.resolve();
    },
  };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe("the script", () => {
  it("travels in the session's name", () => {
    const { script, plan } = readSessionName(sessionName("batch", PLAN, "cpu1.50.7"));
    expect(script).toBe(SCRIPTS.batch);
    expect(plan).toEqual(PLAN);
  });

  it("refuses the names of others", () => {
    expect(() => readSessionName("toString-1-2-3-4-x")).toThrow("Whose");
    expect(() => readSessionName("instant-1-2")).toThrow("no plan");
  });

  it("answers word by word after its first token's time", async () => {
    const { waited, wait } = waits();
    const tokens = await all(answerTokens(SCRIPTS.realistic, wait, signal));
    expect(tokens.join("")).toBe(SCRIPTS.realistic.answer);
    expect(waited).toEqual([200, ...tokens.slice(1).map(() => 10)]);
  });

  it("makes sound 20 times faster than it is played", async () => {
    const { waited, wait } = waits();
    const pieces = await all(speechPieces(SCRIPTS.realistic, "x".repeat(15), wait, signal));
    expect(pieces.reduce((sum, { length }) => sum + length, 0)).toBe(24_000);
    expect(waited[0]).toBe(100);
    expect(waited.slice(1).every((ms) => ms === 4)).toBe(true);
  });

  it("does at once what costs no time", async () => {
    const { waited, wait } = waits();
    await all(answerTokens(SCRIPTS.instant, wait, signal));
    const pieces = await all(speechPieces(SCRIPTS.instant, "He was not.", wait, signal));
    expect(pieces.map(({ length }) => length)).toEqual([PIECE]);
    expect(waited).toEqual([]);
  });
});
