import { describe, expect, it } from "vitest";
import { comparableWords, wordErrorRate, wordErrors } from "./word-error-rate.ts";

describe("comparableWords", () => {
  it.each([
    ["He was not an ill-disposed young man.", "he was not an ill disposed young man"],
    ["Go forward, 10 meters!", "go forward ten meters"],
    ["Mr. John Dashwood’s power", "mister john dashwood's power"],
    ["the 21st of 1,200 — 3.5", "the twenty first of one thousand two hundred three point five"],
    ["'Tis “quoted”", "tis quoted"],
  ])("%s", (text, words) => {
    expect(comparableWords(text).join(" ")).toBe(words);
  });
});

describe("wordErrors", () => {
  it.each([
    ["a b c", "A, b: c.", 0],
    ["a b c", "a x c", 1],
    ["a b c", "a c", 1],
    ["a b c", "a b b c", 1],
    ["a b c", "", 3],
    ["a b c d", "b c d e", 2],
    ["", "a b", 2],
  ])("%j heard as %j has %i", (said, heard, errors) => {
    expect(wordErrors(said, heard).errors).toBe(errors);
  });

  it("weighs pairs by their length", () => {
    expect(wordErrorRate([wordErrors("a b c", "a b c"), wordErrors("d", "e")])).toBe(1 / 4);
  });
});
