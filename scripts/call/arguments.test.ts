import { expect, it } from "vitest";
import { parseCallOptions } from "./arguments.ts";

it("reads recordings and options", () => {
  expect(
    parseCallOptions(["a.wav", "--json", "--agent", "assistant", "b.wav", "--url", "http://x:1/"]),
  ).toEqual({
    speech: ["a.wav", "b.wav"],
    text: undefined,
    image: undefined,
    agent: "assistant",
    url: "http://x:1",
    out: undefined,
    json: true,
  });
  expect(parseCallOptions(["--help"])).toBeUndefined();
});

it("says what is wrong", () => {
  expect(() => parseCallOptions([])).toThrow("nothing to say");
  expect(() => parseCallOptions(["a.wav", "--tempo", "2"])).toThrow("--tempo");
  expect(() => parseCallOptions(["a.wav", "--url", "x"])).toThrow("http://");
});
