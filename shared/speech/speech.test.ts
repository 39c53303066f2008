import { describe, expect, it } from "vitest";
import { heardText } from "./heard-text.ts";
import { EMPTY_CHUNKER, flushText, pushText } from "./sentence-chunker.ts";
import { spokenText } from "./spoken-text.ts";

function chunks(text: string, size = text.length): string[] {
  let state = EMPTY_CHUNKER;
  const all: string[] = [];
  for (let i = 0; i < text.length; i += size) {
    const [next, out] = pushText(state, text.slice(i, i + size));
    state = next;
    all.push(...out);
  }
  return [...all, ...flushText(state)];
}

const ANSWER =
  "Sure, I can help with that. Dr. Smith lives at 3.5 km, in the U.S. of A. Is it far? No! " +
  "It takes about ten minutes on foot, or two by car.";

describe("the sentence chunker", () => {
  it("S1: the first clause comes early, then sentences", () => {
    expect(chunks("Good question, let me think about it. The sky is blue because of air.")).toEqual(
      ["Good question,", "let me think about it.", "The sky is blue because of air."],
    );
    expect(chunks("Yes, I do. Very much so.")).toEqual(["Yes,", "I do. Very much so."]);
  });

  it("S1: a first sentence without punctuation is cut between words", () => {
    const [first] = chunks("word ".repeat(40));
    expect(first).toBe("word word word word word word word");
  });

  it("S1: a first sentence without punctuation is cut where a phrase ends", () => {
    expect(chunks("The time in Tokyo is 3:45 PM on Tuesday.")).toEqual([
      "The time in Tokyo",
      "is 3:45 PM on Tuesday.",
    ]);
    expect(chunks("My name is Anna and I love sailing.")[0]).toBe("My name is Anna");
  });

  it("S2: the same chunks come out of any deltas", () => {
    const whole = chunks(ANSWER, 1);
    for (const size of [2, 3, 7, 19]) expect(chunks(ANSWER, size)).toEqual(whole);
  });

  it("S3: nothing is lost and nothing comes twice", () => {
    for (const text of [
      ANSWER,
      "x".repeat(900),
      "你好。今天天气很好！我们去公园吧。",
      "- one\n- two\n",
    ])
      expect(chunks(text, 5).join("").replaceAll(/\s/gu, "")).toBe(text.replaceAll(/\s/gu, ""));
  });

  it("S4: abbreviations, initials and numbers end no sentence", () => {
    expect(chunks(`Listen, Dr. J. Smith paid 3.50 dollars in the U.S. last year. Fine.`)).toEqual([
      "Listen,",
      "Dr. J. Smith paid 3.50 dollars in the U.S. last year.",
      "Fine.",
    ]);
  });

  it("S5: short sentences are joined, endless ones are cut", () => {
    expect(chunks("Hello there. No. Yes. Maybe so, I think it is.")).toEqual([
      "Hello there.",
      "No. Yes. Maybe so, I think it is.",
    ]);
    for (const chunk of chunks(`Start. ${"and so on ".repeat(80)}`))
      expect(chunk.length).toBeLessThanOrEqual(240);
  });
});

describe("spoken text", () => {
  it("S6: says words, not markup", () => {
    expect(spokenText("**Bold** and *soft* `code` [here](https://x.y) 🎉")).toBe(
      "Bold and soft code here",
    );
    expect(spokenText("# Title\n- one\n- two")).toBe("Title one two");
    expect(spokenText("5 * 3 = 15, snake_case")).toBe("5 * 3 = 15, snake_case");
    expect(spokenText("🎉 …")).toBe("");
  });
});

describe("heard text", () => {
  const clauses = [
    { text: "Hello there,", from: 0, to: 1000 },
    { text: "how are you today?", from: 1000, to: 3000 },
  ];

  it("S7: holds whole clauses, and the whole words of the one that was cut", () => {
    expect(heardText(clauses, 0)).toBe("");
    expect(heardText(clauses, 1000)).toBe("Hello there,");
    expect(heardText(clauses, 2000)).toBe("Hello there, how are");
    expect(heardText(clauses, 9999)).toBe("Hello there, how are you today?");
  });
});
