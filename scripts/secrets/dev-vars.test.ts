import { describe, expect, it } from "vitest";
import { completeDevVars, parseDevVars } from "./dev-vars.ts";

describe("parseDevVars", () => {
  it("reads plain, quoted, exported and commented lines", () => {
    const text = `# a comment\nA=1\nB = "two words"\nexport C='3 # not a comment'\r\nD=4 # a comment\nE=\n\nF=a#b`;
    expect(Object.fromEntries(parseDevVars(text))).toEqual({
      A: "1",
      B: "two words",
      C: "3 # not a comment",
      D: "4",
      E: "",
      F: "a#b",
    });
  });
});

describe("completeDevVars", () => {
  const wanted = [
    { name: "A", comment: "The first.", value: "new-a" },
    { name: "B", comment: "The second.", value: "new-b" },
  ];

  it("writes everything into an empty file", () => {
    expect(completeDevVars("", wanted)).toBe("# The first.\nA=new-a\n# The second.\nB=new-b\n");
  });

  it("keeps what is there and adds what is missing, also after a last line without its end", () => {
    const text = "OPENAI_API_KEY=x\nA=mine";
    expect(completeDevVars(text, wanted)).toBe(`${text}\n# The second.\nB=new-b\n`);
  });

  it("changes nothing when all is there", () => {
    const text = "B=2\n\n  A = 'mine'";
    expect(completeDevVars(text, wanted)).toBe(text);
  });
});
