import { describe, expect, it } from "vitest";
import type { Usage } from "../run-types.ts";
import type { Prices } from "./catalog-model.ts";
import { costOf, priceOf } from "./price-of.ts";

const CHAT: Prices = { input: 2, cachedInput: 0.5, cacheWrite: 2.5, output: 8 };
const USED: Usage = { inputTokens: 1_000_000, outputTokens: 500_000 };
const NOON = Date.UTC(2026, 8, 24, 12);

describe("what a call cost", () => {
  it.each<[string, Prices, Usage, number]>([
    ["prompt and answer", CHAT, USED, 6],
    ["the cached part of a prompt", CHAT, { ...USED, cachedTokens: 400_000 }, 1.2 + 0.2 + 4],
    ["the part that was put into the cache", CHAT, { ...USED, cacheWriteTokens: 200_000 }, 6.1],
    ["an answer without reasoning's own rate", CHAT, { ...USED, reasoningTokens: 100_000 }, 6],
    [
      "reasoning with a rate of its own",
      { ...CHAT, reasoning: 3 },
      { ...USED, reasoningTokens: 100_000 },
      2 + 3.2 + 0.3,
    ],
    ["an embedding", { input: 0.02 }, { inputTokens: 500_000 }, 0.01],
    ["minutes of audio", { audioMinute: 0.006 }, { audioSeconds: 90 }, 0.009],
    ["characters", { characters: 15 }, { characters: 2000 }, 0.03],
    ["pictures", { image: 0.04 }, { images: 3 }, 0.12],
    [
      "tokens of a picture",
      { input: 5, output: 10, outputImage: 40 },
      { inputTokens: 1000, outputTokens: 1000, images: 1 },
      0.045,
    ],
    [
      "tokens of what is heard",
      { input: 2.5, inputAudio: 6, output: 10 },
      { inputTokens: 1000, outputTokens: 100, audioSeconds: 60 },
      0.007,
    ],
    ["the fee of a request", { input: 3, output: 15, request: 0.014 }, USED, 3 + 7.5 + 0.014],
    ["nothing used", CHAT, { inputTokens: 0, outputTokens: 0 }, 0],
    ["one's own machine", { input: 0, output: 0 }, USED, 0],
  ])("K6: counts %s", (_, prices, usage, cost) => {
    expect(costOf(prices, usage)).toBeCloseTo(cost, 10);
  });

  it("K6: tokens of what is heard have their rate also where its length isn't known", () => {
    const used = { inputTokens: 1000, outputTokens: 100 };
    expect(priceOf("openai", "gpt-4o-transcribe", used)).toBeCloseTo(0.007, 10);
  });

  it.each<[string, Prices, Usage]>([
    ["no prompt was reported", CHAT, { outputTokens: 5 }],
    ["no answer was reported", CHAT, { inputTokens: 5 }],
    ["nothing was reported", CHAT, {}],
    ["cached tokens have no rate", { input: 1, output: 1 }, { ...USED, cachedTokens: 5 }],
    ["written tokens have no rate", { input: 1, output: 1 }, { ...USED, cacheWriteTokens: 5 }],
    ["the answer has no rate", { input: 1 }, USED],
    ["the prompt has no rate", { output: 1 }, USED],
    ["reasoning wasn't told apart", { ...CHAT, reasoning: 3 }, USED],
    ["nobody counted the audio", { audioMinute: 1 }, {}],
    ["nobody counted the pictures", { image: 1 }, USED],
    ["only the fee is known", { request: 1 }, USED],
    ["there is no price", {}, USED],
  ])("K7: is unknown when %s", (_, prices, usage) => {
    expect(costOf(prices, usage)).toBeUndefined();
  });

  it("K7: is unknown for a model without a price, or without an entry", () => {
    expect(priceOf("nvidia", "meta/llama-3.3-70b-instruct", USED)).toBeUndefined();
    expect(priceOf("openai", "no-such", USED)).toBeUndefined();
  });

  it("K6: takes the catalog's rates", () => {
    expect(priceOf("openai", "gpt-4.1", { ...USED, cachedTokens: 1_000_000 })).toBeCloseTo(4.5);
    expect(priceOf("local", "piper-joe", { characters: 100 })).toBe(0);
  });

  it("K8: a long prompt has its tier's rates for all of it", () => {
    const tiered: Prices = { input: 1, output: 10, tiers: [{ above: 200_000, input: 2 }] };
    expect(costOf(tiered, { inputTokens: 200_000, outputTokens: 0 })).toBeCloseTo(0.2);
    expect(costOf(tiered, { inputTokens: 200_001, outputTokens: 0 })).toBeCloseTo(0.400002);
    expect(costOf(tiered, { inputTokens: 200_001, outputTokens: 1_000_000 })).toBeCloseTo(
      10.400002,
    );
  });

  it("K8: a price by the time of day needs the time", () => {
    const prices: Prices = {
      input: 1,
      output: 0.5,
      hours: [
        { from: "01:00", until: "04:00", input: 2, output: 1 },
        { from: "23:30", until: "00:30", input: 3, output: 1 },
      ],
    };
    const usage = { inputTokens: 1_000_000, outputTokens: 0 };
    const cost = (hour: number, minute = 0): number | undefined =>
      costOf(prices, usage, Date.UTC(2026, 8, 24, hour, minute));
    expect([cost(0, 59), cost(1), cost(3, 59), cost(4)]).toEqual([1, 2, 2, 1]);
    expect([cost(23, 29), cost(23, 30), cost(0), cost(0, 30)]).toEqual([1, 3, 3, 1]);
    expect(costOf(prices, usage)).toBeUndefined();
    expect(priceOf("deepseek", "deepseek-v4-flash", USED)).toBeUndefined();
    expect(priceOf("deepseek", "deepseek-v4-flash", USED, NOON)).toBeGreaterThan(0);
  });
});
