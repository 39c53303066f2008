import { describe, expect, it } from "vitest";
import { completenessOf } from "./completeness.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { oddText, TAGS } from "./testing/odd-text.ts";

const KINDS = ["complete", "short", "unclear", "incomplete", "dictating"];

describe("how complete words are", () => {
  it("L1: any text in any language is one of five", () => {
    const random = seededRandom(1);
    for (let i = 0; i < 3_000; i += 1) {
      const tag = TAGS[i % TAGS.length] as string;
      expect(KINDS).toContain(completenessOf(oddText(random), tag));
    }
  });

  it("L1: what was said long before the end changes nothing", () => {
    const long = "and so I went to the shop, and then ".repeat(40);
    for (const end of ["I bought a hat.", "I bought a", "my number is 555"]) {
      expect(completenessOf(long + end, "en")).toBe(completenessOf(end, "en"));
    }
  });

  it("L1: no words tell nothing", () => {
    for (const text of ["", "   ", "...", "?!", "[noise]", "♪ (music) ♪", "👍"]) {
      expect(completenessOf(text, "en")).toBe("unclear");
    }
  });

  it("L2: a recognizer's mark doesn't close words that want more", () => {
    for (const mark of ["", ".", "!", ",", "...", "…", " -"]) {
      expect(completenessOf(`I'd like a table for the${mark}`, "en")).toBe("incomplete");
    }
    expect(completenessOf("I'd like a table for the?", "en")).toBe("incomplete");
  });

  it("L3: a hesitation after any words makes them incomplete, or keeps them dictated", () => {
    for (const words of ["I want two", "yes", "What is it for?", "no thanks", "it's on Monday."]) {
      expect(completenessOf(`${words} um`, "en")).toBe("incomplete");
    }
    expect(completenessOf("my number is 555 uh", "en")).toBe("dictating");
  });

  it("L7: a phone number is dictated until it has ten digits", () => {
    const digits = "4155551234";
    for (let length = 1; length <= digits.length; length += 1) {
      const spaced = [...digits.slice(0, length)].join(" ");
      const expected = length < 10 ? "dictating" : "unclear";
      expect(completenessOf(`my number is ${spaced}`, "en")).toBe(expected);
    }
  });

  it("L7: a card's number is dictated until it has sixteen", () => {
    expect(completenessOf("my card number is 4111 1111 1111", "en")).toBe("dictating");
    expect(completenessOf("4111 1111 1111", "en")).toBe("dictating");
    expect(completenessOf("My card number is 4111 1111 1111 1111.", "en")).toBe("complete");
  });

  it("L8: a local number, and a code of usual length, may be over where a mark says so", () => {
    expect(completenessOf("My number is 555 1234.", "en")).toBe("unclear");
    expect(completenessOf("my number is 555 1234", "en")).toBe("dictating");
    expect(completenessOf("My order number is 471123.", "en")).toBe("unclear");
    expect(completenessOf("My order number is 4711.", "en")).toBe("dictating");
  });

  it("L10: tags may name regions, and in any case", () => {
    for (const tag of ["en", "en-GB", "EN", "en_US", "en-Latn-US"]) {
      expect(completenessOf("my name is", tag)).toBe("incomplete");
    }
  });

  it("L10: in other languages marks, hesitations and digits tell", () => {
    for (const tag of ["ru", "sv-SE", "", "nonsense", "constructor"]) {
      expect(completenessOf("Привет, как дела?", tag)).toBe("complete");
      expect(completenessOf("Привет, как дела", tag)).toBe("unclear");
      expect(completenessOf("Привет, как,", tag)).toBe("incomplete");
      expect(completenessOf("Привет hmm", tag)).toBe("incomplete");
      expect(completenessOf("Ok.", tag)).toBe("short");
      expect(completenessOf("070 12 3", tag)).toBe("dictating");
      expect(completenessOf("070 123 45 67", tag)).toBe("unclear");
    }
  });
});
