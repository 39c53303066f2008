import { describe, expect, it } from "vitest";
import type { InterruptionRule, Overlap } from "./overlap.ts";
import { overlapOf } from "./overlap.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { oddText, TAGS } from "./testing/odd-text.ts";

const ANY_WORD: InterruptionRule = { type: "words", count: 1 };
const THREE_WORDS: InterruptionRule = { type: "words", count: 3 };
const NEVER: InterruptionRule = { type: "never" };
const KEYWORDS: InterruptionRule = { type: "keywords", keywords: ["Parley", "next please"] };

function over(text: string, saying = "", rule = ANY_WORD, language = "en"): Overlap {
  return overlapOf(text, { language, saying, rule });
}

const BERLIN = "The weather in Berlin is fine, with some clouds.";
const BOOKED = "I have booked it for Tuesday at five.";
const TEA = "Would you like tea or coffee?";

describe("words over the agent's voice", () => {
  it("V1: any text is one of four, whatever the agent says and the rule is", () => {
    const random = seededRandom(7);
    for (let i = 0; i < 3_000; i += 1) {
      const rule = [ANY_WORD, THREE_WORDS, NEVER, KEYWORDS][i % 4] as InterruptionRule;
      const found = over(oddText(random), oddText(random), rule, TAGS[i % TAGS.length] as string);
      expect(["nothing", "backchannel", "echo", "interruption"]).toContain(found);
    }
  });

  it.each(["yes", "Yes, please.", "no", "okay", "sure", "right"])(
    "V3: an answer to the question just asked interrupts: %s",
    (text) => expect(over(text, "Shall I book it for you?")).toBe("interruption"),
  );

  it("V3: once the agent says more, the same words are listening again; hesitation never answers", () => {
    expect(over("yeah", "Is that right? In any case I will go on.")).toBe("backchannel");
    expect(over("um", "Shall I book it for you?")).toBe("backchannel");
    expect(over("yes", "Shall I book it for you?", NEVER)).toBe("backchannel");
  });

  it.each(["stop", "Wait, wait.", "no", "okay stop", "um hold on", "please stop", "excuse me"])(
    "V4: an order interrupts however many words are wanted: %s",
    (text) => {
      expect(over(text, "", { type: "words", count: 10 })).toBe("interruption");
      expect(over(text, "", KEYWORDS)).toBe("interruption");
      expect(over(text, "", NEVER)).toBe("backchannel");
    },
  );

  it("V4: an order of a word or two counts while the agent says it too; a longer row is its echo", () => {
    expect(over("Stop.", "You can say stop at any time.")).toBe("interruption");
    expect(over("wait a moment please", "If you wait a moment please, I'll look.")).toBe("echo");
  });

  it("V5: words are counted without those of listening", () => {
    expect(over("what time", "", THREE_WORDS)).toBe("backchannel");
    expect(over("yeah okay what time", "", THREE_WORDS)).toBe("backchannel");
    expect(over("what time is it", "", THREE_WORDS)).toBe("interruption");
    expect(over("what", "", { type: "words", count: 0 })).toBe("interruption");
    expect(over("what", "", { type: "words", count: Number.NaN })).toBe("interruption");
    expect(over("いくらですか", "", THREE_WORDS, "ja")).toBe("interruption");
    expect(over("いくら", "", THREE_WORDS, "ja")).toBe("backchannel");
  });

  it("V6: keywords alone interrupt, as whole words and phrases", () => {
    expect(over("hey parley, what's that", "", KEYWORDS)).toBe("interruption");
    expect(over("Next, please!", "", KEYWORDS)).toBe("interruption");
    expect(over("next time", "", KEYWORDS)).toBe("backchannel");
    expect(over("parleys are long", "", KEYWORDS)).toBe("backchannel");
    expect(over("no I never said that", "", KEYWORDS)).toBe("backchannel");
  });

  it("V7: where nothing interrupts, words are told as listening, and echo as echo", () => {
    expect(over("what about tomorrow", BERLIN, NEVER)).toBe("backchannel");
    expect(over("weather in Berlin", BERLIN, NEVER)).toBe("echo");
    expect(over("[noise]", BERLIN, NEVER)).toBe("nothing");
  });

  it.each([
    ["tea or coffee", "Would you like tea or coffee or both, since we have everything."],
    ["Would you like", "Would you like tea or coffee or something else?"],
    ["would you like tee or coffee", TEA],
    ["the weather in Berlin is", BERLIN],
    ["weather and Berlin is fine", BERLIN],
    ["ther in Berlin is fine with some clou", BERLIN],
    ["Berlin is fine", BERLIN],
    ["Tuesday", BOOKED],
    ["yeah I have booked it for Tuesday", BOOKED],
    ["forty two dollars and", "It costs 42 dollars and ten cents."],
    ["It costs forty two dollars", "It costs 42 dollars and ten cents."],
    ["it cost 42 dollar and", "It costs forty two dollars and ten cents."],
  ])("V8: the agent's own words are echo: %s", (text, saying) => {
    expect(over(text, saying)).toBe("echo");
  });

  it.each([
    ["coffee please", "Would you like tea or coffee"],
    ["coffee please", TEA],
    ["I would like coffee", TEA],
    ["Is it Tuesday", BOOKED],
    ["not Tuesday", BOOKED],
    ["meeting is Tuesday at nine", "Your meeting is Monday at nine and the next is at ten."],
    ["table for four at nine", "I found a table for two at nine in the evening."],
    ["how far is Paris", "Paris is two hundred miles away."],
    ["Monday at ten", "I have booked it for Monday at nine."],
    ["the weather in Rome", BERLIN],
    ["fine is the weather", BERLIN],
    ["what about the weather", "Let me tell you about the weather."],
  ])("V9: anything new among the agent's words is the user's: %s", (text, saying) => {
    expect(over(text, saying)).toBe("interruption");
  });

  it("V10: a word of the agent's question answers it, and a question mark of the user's own asks", () => {
    expect(over("coffee", TEA)).toBe("interruption");
    expect(over("Tuesday?", BOOKED)).toBe("interruption");
    expect(over("Tuesday", BOOKED)).toBe("echo");
  });

  it("V8, V9: seeded pieces of what the agent says are echo; with a word added they are not", () => {
    const saying = `${BERLIN} Tomorrow it will rain in the morning, and the afternoon stays dry.`;
    const words = saying.toLowerCase().replaceAll(/[.,]/g, "").split(" ");
    const random = seededRandom(8);
    for (let i = 0; i < 500; i += 1) {
      const from = Math.floor(random() * (words.length - 4));
      const piece = words.slice(from, from + 3 + Math.floor(random() * 6));
      expect(over(piece.join(" "), saying)).toBe("echo");
      expect(over([...piece, "zebra"].join(" "), saying)).toBe("interruption");
      expect(over(["zebra", ...piece].join(" "), saying)).toBe("interruption");
    }
  });

  it("V11: in other languages universal sounds are known, and any other word interrupts", () => {
    expect(over("mhm", "", ANY_WORD, "sv")).toBe("backchannel");
    expect(over("Okay, okay.", "", ANY_WORD, "")).toBe("backchannel");
    expect(over("hur mycket", "", ANY_WORD, "sv")).toBe("interruption");
    expect(over("hur mycket kostar", "Jag vet hur mycket kostar det", ANY_WORD, "sv")).toBe("echo");
  });
});
