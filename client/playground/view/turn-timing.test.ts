import { describe, expect, it } from "vitest";
import { formatMs } from "./format-ms.ts";
import { timingStory } from "./turn-timing.ts";

const SPOKEN = {
  turn: 1,
  endpoint: 448,
  transcript: 312,
  firstToken: 428,
  firstClause: 476,
  firstAudio: 522,
  firstAudioMs: 541,
  models: { transcribe: 104, firstToken: 116, firstSpeech: 46 },
  speculative: true,
};

describe("a duration", () => {
  it("P9: is whole milliseconds with commas", () => {
    expect(formatMs(0)).toBe("0 ms");
    expect(formatMs(540.6)).toBe("541 ms");
    expect(formatMs(1_240)).toBe("1,240 ms");
    expect(formatMs(1_234_567)).toBe("1,234,567 ms");
  });

  it("P9: is never less than nothing, as two clocks could have it", () => {
    expect(formatMs(-3)).toBe("0 ms");
  });
});

describe("what a turn took", () => {
  it("P10: tells a spoken turn from when the user stopped", () => {
    const story = timingStory(SPOKEN);
    expect(story?.sentences).toEqual([
      "I waited 448 ms to be sure you had finished",
      "your words were ready after 312 ms",
      "first word of the answer after 428 ms",
      "first sound 541 ms after you stopped",
    ]);
    expect(story?.headline).toBe("First sound 541 ms after you stopped");
    expect(story?.startLabel).toBe("You stopped");
    expect(story?.endLabel).toBe("First sound, 541 ms");
  });

  it("P10: tells a typed turn from when it was sent", () => {
    const story = timingStory({ turn: 1, firstToken: 190, firstAudioMs: 342 });
    expect(story?.sentences).toEqual([
      "First word of the answer after 190 ms",
      "first sound 342 ms after you sent it",
    ]);
  });

  it("P10: a piece of work ends where it was measured and is as long as it took", () => {
    const bars = timingStory(SPOKEN)?.bars.map(({ from, to }) => [from, to]);
    expect(bars).toEqual([
      [0, 448],
      [208, 312],
      [312, 428],
      [428, 476],
      [476, 522],
      [522, 541],
    ]);
  });

  it("P10: shows nothing that was not measured", () => {
    const story = timingStory({ turn: 1, endpoint: 400, firstAudio: 700 });
    expect(story?.bars.map((bar) => bar.label)).toEqual(["Waiting to be sure you had finished"]);
    expect(timingStory({ turn: 1 })).toBeUndefined();
  });

  it("P10: leaves out the way to the ear when the clocks disagree", () => {
    const story = timingStory({ ...SPOKEN, firstAudioMs: 500 });
    expect(story?.bars.some((bar) => bar.kind === "travelling")).toBe(false);
  });

  it("P10: begins the axis before the stop when work began before it", () => {
    const story = timingStory({ ...SPOKEN, transcript: 40 });
    expect(story?.from).toBe(-64);
    expect(story?.startLabel).toBe("64 ms before you stopped");
  });
});
