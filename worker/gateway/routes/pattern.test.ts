import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../shared/testing/seeded-random.ts";
import { Pattern } from "./pattern.ts";
import { Work } from "./work.ts";

function test(pattern: string, text: string, flags = ""): boolean {
  const has = (flag: string): boolean => flags.includes(flag);
  return new Pattern(pattern, { i: has("i"), m: has("m"), s: has("s") }).test(
    text,
    new Work(10_000_000),
  );
}

describe("patterns", () => {
  it.each([
    ["^free|trial$", ["free plan", "my trial", "nothing"], ""],
    ["\\bcode\\b", ["the code.", "decode", "code"], ""],
    ["^[a-z0-9._%+-]+@example\\.(com|org)$", ["a@example.com", "a@examplexcom"], "i"],
    ["a{2,3}b", ["ab", "aab", "aaaab"], ""],
    ["^$", ["", "a", "a\n"], ""],
    ["^b$", ["a\nb\nc", "ab"], "m"],
    ["a.b", ["a\nb", "axb"], "s"],
    ["a.b", ["a\nb", "axb"], ""],
    ["[^\\d\\s]", ["1 2", "1x"], ""],
    ["\\u0041\\x42", ["AB", "ab"], ""],
    ["(?:a|b)*c+?", ["ababcc", "ab"], ""],
    ["[\\]\\-a]", ["]", "-", "b"], ""],
    ["ÄÖ", ["äö"], "i"],
    ["", ["", "a"], ""],
  ])("Y9: %j means what it means in JavaScript", (pattern, texts, flags) => {
    const own = new RegExp(pattern, flags);
    for (const text of texts) expect(test(pattern, text, flags)).toBe(own.test(text));
  });

  it("Y9: random patterns match as JavaScript's do", () => {
    const random = seededRandom(11);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const atom = (depth: number): string =>
      depth > 0 && random() < 0.35
        ? `(${alternatives(depth - 1)})`
        : pick(["a", "b", "c", ".", "[ab]", "[^a]", "\\w", "\\s", "\\d", "^", "$", "\\b", "\\B"]);
    const part = (depth: number): string => {
      const one = atom(depth);
      return /^(\^|\$|\\b|\\B)$/.test(one) || random() < 0.6
        ? one
        : one + pick(["*", "+", "?", "{2}", "{0,2}", "{1,}", "*?"]);
    };
    const alternatives = (depth: number): string =>
      Array.from({ length: random() < 0.3 ? 2 : 1 }, () =>
        Array.from({ length: 1 + Math.floor(random() * 3) }, () => part(depth)).join(""),
      ).join("|");
    let matched = 0;
    for (let round = 0; round < 3000; round++) {
      const pattern = alternatives(2);
      const flags = pick(["", "i", "m", "s"]);
      const text = Array.from({ length: Math.floor(random() * 9) }, () =>
        pick(["a", "b", "c", "A", " ", "1", "\n"]),
      ).join("");
      const expected = new RegExp(pattern, flags).test(text);
      if (expected) matched++;
      expect([pattern, flags, text, test(pattern, text, flags)]).toEqual([
        pattern,
        flags,
        text,
        expected,
      ]);
    }
    expect(matched).toBeGreaterThan(500);
    expect(matched).toBeLessThan(2900);
  });

  it.each(["(a+)+$", "^(a|a)*$", "(a|aa)+$", "(.*a){12}$", "^((a*)*)*$"])(
    "Y9: %s takes work in proportion to the text",
    (pattern) => {
      const workOf = (length: number): number => {
        let spent = 0;
        const work = new Work(Infinity);
        work.spend = (steps) => void (spent += steps);
        const own = new Pattern(pattern, { i: false, m: false, s: false });
        expect(own.test(`${"a".repeat(length)}!`, work)).toBe(false);
        return spent;
      };
      expect(workOf(20_000)).toBeLessThan(2.2 * workOf(10_000));
    },
  );

  it.each(["a{1000}{1000}", "(a{500}){500}", "(){1000000000}", "a{2000}", "a".repeat(300)])(
    "Y9: a program that would be too long is refused: %s",
    (pattern) => {
      expect(() => test(pattern, "a")).toThrow(expect.objectContaining({ name: "PatternError" }));
    },
  );

  it.each(["(", ")", "[a", "a**", "+a", "a{2", "a{3,2}", "[b-a]", "\\", "(?<n>a)", "\\p{L}", "^*"])(
    "Y9: %s is refused",
    (pattern) => {
      expect(() => test(pattern, "a")).toThrow(expect.objectContaining({ name: "PatternError" }));
    },
  );
});
