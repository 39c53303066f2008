import { describe, expect, it } from "vitest";
import { createWordFilter } from "./word-filter.ts";

const filter = createWordFilter(["Ass", "project  Blue moon", "c++", "(x)", "機密", "ärger"]);

describe("blocked words", () => {
  it.each([
    "What an ASS!",
    "ass",
    "about project blue\n moon.",
    "I like C++, a lot",
    "f (x) g",
    "これは機密です",
    "a\u00ads\u200bs",
    "ａｓｓ",
    "A\u0308rger",
  ])("H6: finds %j", (text) => {
    expect(filter(text)).toBe(true);
  });

  it.each(["classes assume", "project blue", "ass1", "c+", "fx", "機 密"])(
    "H6: lets %j pass",
    (text) => {
      expect(filter(text)).toBe(false);
    },
  );
});
