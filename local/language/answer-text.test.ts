import { expect, it } from "vitest";
import { NO_TEXT, addText, endText, endsSentence } from "./answer-text.ts";
import { isSpeakable } from "./speakable-tokens.ts";

it("L8: a stop string in pieces ends the answer and is not part of it", () => {
  let text = addText(NO_TEXT, "Hello w", ["wor"]);
  expect(text).toEqual({ released: "Hello ", held: "w", state: "open" });
  text = addText(text, "o", ["wor"]);
  expect(text.released).toBe("Hello ");
  text = addText(text, "rld", ["wor"]);
  expect(text).toEqual({ released: "Hello ", held: "", state: "stopped" });
  expect(addText(text, "more", ["wor"]).released).toBe("Hello ");
});

it("L8: what only looked like a stop string is released", () => {
  const text = addText(addText(NO_TEXT, "w", ["wor"]), "ax", ["wor"]);
  expect(text.released).toBe("wax");
  expect(endText(addText(NO_TEXT, "wo", ["wor"])).released).toBe("wo");
});

it("drops white space before the first word only", () => {
  expect(addText(addText(NO_TEXT, " ", []), " Hi", []).released).toBe("Hi");
});

it.each([
  ["That is it.", true],
  ['He said "no!"', true],
  ["Really?", true],
  ["It costs 3.", false],
  ["Ask Dr.", false],
  ["and then", false],
])("L8: sentence border in %j: %s", (text, expected) => {
  expect(endsSentence(text)).toBe(expected);
});

it.each([
  [" kind", true],
  ["7", true],
  ["it's", true],
  ["é", true],
  ["\n", false],
  [" **", false],
  ["```", false],
  ["😀", false],
])("L9: speakable %j: %s", (text, expected) => {
  expect(isSpeakable(text)).toBe(expected);
});
