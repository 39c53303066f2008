import { describe, expect, it } from "vitest";
import { continuationInput, tailOf } from "./continuation.ts";
import { closeSeam, joinSeam, openSeam } from "./seam.ts";
import { seededRandom } from "../../shared/testing/seeded-random.ts";

/** What goes out after `said` when a continuation comes in pieces. */
function join(said: string, ...pieces: readonly string[]): string {
  let seam: ReturnType<typeof openSeam> | undefined = openSeam(said);
  let out = "";
  for (const piece of pieces) {
    if (seam === undefined) {
      out += piece;
      continue;
    }
    const [next, text] = joinSeam(seam, piece);
    seam = next;
    out += text;
  }
  return out + (seam === undefined ? "" : closeSeam(seam));
}

describe("the seam of a continued answer", () => {
  it.each([
    ["goes on exactly", "The quick brown fox", " jumps.", " jumps."],
    ["goes on in the middle of a word", "The quick bro", "wn fox", "wn fox"],
    ["begins with the cut word again", "The quick bro", "brown fox", "wn fox"],
    ["begins with the last word again", "The quick brown", "brown fox", " fox"],
    ["begins with the last words again", "The quick bro", "the quick brown fox", "wn fox"],
    ["begins with a blank and the last words", "The quick brown ", " quick brown fox", "fox"],
    ["begins with dots and the last words", "The quick brown", "… quick brown fox", " fox"],
    ["says all of it again", "The quick brown", "The quick brown fox", " fox"],
    ["says all of it again and no more", "The quick brown", "The quick brown", ""],
    ["says a comma after a word again", "Well, then", "then, we go", ", we go"],
    ["goes on with a letter that the end has too", "Hel", "lo there", "lo there"],
    ["goes on with a word that begins like the last one", "It is", "issued today", " issued today"],
    ["doubles a bracket on purpose", "f(", "(1 + 2) * 3)", "(1 + 2) * 3)"],
    ["goes on with a longer word after a blank", "a red pen ", "pencil case", "pencil case"],
    ["begins a sentence without its blank", "It rains.", "The sun", " The sun"],
    ["leaves a blank too many", "one two ", " three", "three"],
    ["goes on after a line", "1. milk\n", "2. bread", "2. bread"],
    ["repeats words of a script without blanks", "今天天气很好", "很好，我们走吧", "，我们走吧"],
    ["doubles a sign of such a script", "妈", "妈说", "妈说"],
  ])("G36: the next model %s", (_, said, text, expected) => {
    expect(join(said, text)).toBe(expected);
    expect(join(said, ...text)).toBe(expected);
  });

  it("G36: wherever prose is cut, and however much is repeated, it is whole again", () => {
    const prose =
      "Zwei Wörter reichen nicht: every lighthouse keeper knows that storms, however loud, pass " +
      'before dawn. "Bread," she said, "is what keeps us warm"; three cats agreed.\n\nOutside ' +
      "(far below) waves counted stones – 17, 42, 99 – without hurry.";
    const random = seededRandom(7);
    for (let cut = 1; cut < prose.length; cut++) {
      const said = prose.slice(0, cut);
      const words = [...said.matchAll(/\S+/g)].map(({ index }) => index);
      for (const from of [cut, ...words.slice(-6, -1), 0]) {
        const pieces: string[] = [];
        for (let rest = prose.slice(from); rest !== "";) {
          const piece = rest.slice(0, 1 + Math.floor(random() * 9));
          pieces.push(piece);
          rest = rest.slice(piece.length);
        }
        expect(said + join(said, ...pieces), `${cut} from ${from}`).toBe(prose);
      }
    }
  });

  it("G36: text that repeats nothing is not held", () => {
    const [seam, text] = joinSeam(openSeam("The quick brown"), " fox");
    expect([seam, text]).toEqual([undefined, " fox"]);
  });
});

describe("how another model is asked to go on", () => {
  const input = { messages: [{ role: "user", text: "Tell me." }], maxTokens: 30 } as const;

  it("G35: the broken answer, then a message of the user's with its last words", () => {
    const { messages } = continuationInput(input, "One two three four five six sev");
    expect(messages.slice(0, 2)).toEqual([
      { role: "user", text: "Tell me." },
      { role: "assistant", text: "One two three four five six sev" },
    ]);
    expect(messages[2]).toMatchObject({ role: "user" });
    expect(messages[2]?.text).toContain("«two three four five six sev»");
    expect(messages).toHaveLength(3);
  });

  it("G35: the prompt is the caller's to choose", () => {
    const { messages } = continuationInput(input, "Cost: $&", "Go on after {tail}!");
    expect(messages.at(-1)).toEqual({ role: "user", text: "Go on after Cost: $&!" });
  });

  it("G35: the limit of tokens shrinks by what came", () => {
    expect(continuationInput(input, "x".repeat(80)).maxTokens).toBe(10);
    expect(continuationInput(input, "x".repeat(800)).maxTokens).toBe(1);
  });

  it("G35: the tail of one endless word is short", () => {
    expect(tailOf("x".repeat(5_000)).length).toBeLessThanOrEqual(400);
  });
});
