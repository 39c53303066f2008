import { expect, it } from "vitest";
import { findNumbers } from "./number-words.ts";

it.each([
  ["five miles", [5]],
  ["two and a half inches", [2.5]],
  ["half a pound", [0.5]],
  ["a hundred yards", [100]],
  ["one hundred and twenty five", [125]],
  ["two thousand three hundred", [2300]],
  ["twenty-five or thirty", [25, 30]],
  ["1,200.5 grams", [1200.5]],
  ["minus 40", [-40]],
  ["three point one four", [3.14]],
  ["30° and 10km", [30, 10]],
  ["room B12 is nice", []],
])("%s → %j", (text, values) => {
  expect(findNumbers(text.split(" ")).map(({ value }) => value)).toEqual(values);
});
