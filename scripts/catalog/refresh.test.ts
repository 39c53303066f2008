import { describe, expect, it } from "vitest";
import type { CatalogFile, CatalogLine } from "../../worker/gateway/catalog/catalog-model.ts";
import { canonicalName } from "./canonical-name.ts";
import { fromLibrary, libraryPrices } from "./library-prices.ts";
import { refresh } from "./refresh.ts";

const line = (rest: Partial<CatalogLine>): CatalogLine => ({
  provider: "openai",
  model: "m",
  task: "text",
  source: "elsewhere",
  ...rest,
});

const file = (...models: CatalogLine[]): CatalogFile => ({ sources: {}, models });

const library = (prices: Record<string, object>) => ({
  version: "9.9.9",
  day: "2026-11-01",
  pricesOf: (provider: string, model: string) => prices[`${provider}/${model}`],
});

describe("refreshing", () => {
  it("K10: puts the library's prices in, and says what changed", () => {
    const before = { input: 1, output: 2 };
    const { file: after, changes } = refresh(
      file(line({ model: "b" }), line({ model: "a", price: before }), line({ model: "c" })),
      library({ "openai/a": { input: 3, output: 4 }, "openai/c": { input: 5 } }),
    );
    expect(after.models.map(({ model, price }) => [model, price])).toEqual([
      ["a", { input: 3, output: 4, source: "genai-prices" }],
      ["b", undefined],
      ["c", { input: 5, source: "genai-prices" }],
    ]);
    expect(changes.map(({ name, before: was }) => [name, was])).toEqual([
      ["openai/a", before],
      ["openai/c", undefined],
    ]);
    expect(after.sources).toMatchObject({
      "genai-prices": { title: "npm:@pydantic/genai-prices@9.9.9", date: "2026-11-01" },
    });
  });

  it("K10: drops what the library doesn't have any more, and keeps what it never had", () => {
    const { file: after } = refresh(
      file(
        line({ model: "a", price: { input: 1, source: "genai-prices" } }),
        line({ model: "b", price: { input: 1 } }),
        line({ model: "c", source: "genai-prices", price: { input: 1 } }),
        line({ model: "d", source: "own-machine", price: { input: 0, output: 0 } }),
      ),
      library({ "openai/d": { input: 7 } }),
    );
    expect(after.models.map(({ price }) => price)).toEqual([
      undefined,
      { input: 1 },
      undefined,
      { input: 0, output: 0 },
    ]);
  });

  it("K10: gives a line that has none its canonical name", () => {
    const { file: after } = refresh(
      file(line({ model: "x/Llama-3.3-70B-Instruct" }), line({ model: "Y", canonical: "z" })),
      library({}),
    );
    expect(after.models.map(({ canonical }) => canonical)).toEqual(["z", "llama-3.3-70b-instruct"]);
  });
});

describe("the library's prices", () => {
  it("K10: are those of the day", () => {
    const prices = [
      { prices: { input_mtok: 1 } },
      {
        constraint: { type: "start_date" as const, start_date: "2026-03-01" },
        prices: { input_mtok: 2 },
      },
      {
        constraint: { type: "start_date" as const, start_date: "2026-09-01" },
        prices: { input_mtok: 3 },
      },
    ];
    const on = (day: string): number | undefined => fromLibrary(prices, day)?.input;
    expect([on("2026-02-28"), on("2026-03-01"), on("2026-12-31")]).toEqual([1, 2, 3]);
  });

  it("K8: keep tiers and times of day", () => {
    const tiered = { base: 1, tiers: [{ start: 200_000, price: 2 }] } as never;
    expect(fromLibrary({ input_mtok: tiered, output_mtok: 5 }, "2026-01-01")).toEqual({
      input: 1,
      output: 5,
      tiers: [{ above: 200_000, input: 2 }],
    });
    expect(libraryPrices("deepseek", "deepseek-v4-flash", "2026-09-23")?.hours).toMatchObject([
      { from: "01:00", until: "04:00" },
      { from: "06:00", until: "10:00" },
    ]);
  });

  it("K3: are unknown where they are 0, or another provider's", () => {
    expect(fromLibrary({ input_mtok: 0, output_mtok: 0 }, "2026-01-01")).toBeUndefined();
    expect(libraryPrices("nvidia", "openai/gpt-oss-120b", "2026-09-23")).toBeUndefined();
    expect(libraryPrices("openai", "no-such-model", "2026-09-23")).toBeUndefined();
  });

  it("K6: count audio by the minute and requests one by one", () => {
    expect(libraryPrices("groq", "whisper-large-v3", "2026-09-23")).toEqual({
      audioMinute: 0.00185,
    });
    expect(libraryPrices("perplexity", "sonar-pro", "2026-09-23")).toMatchObject({
      request: 0.014,
    });
  });
});

describe("canonical names", () => {
  it.each([
    ["llama-3.3-70b-versatile", "llama-3.3-70b-instruct"],
    ["meta-llama/Llama-3.3-70B-Instruct-Turbo", "llama-3.3-70b-instruct"],
    ["@cf/meta/llama-3.3-70b-instruct-fp8-fast", "llama-3.3-70b-instruct"],
    ["Meta-Llama-3_3-70B-Instruct", "llama-3.3-70b-instruct"],
    ["meta-llama/Llama-3.3-70B-Instruct:groq", "llama-3.3-70b-instruct"],
    ["accounts/fireworks/models/llama-v3p1-8b-instruct", "llama-3.1-8b-instruct"],
    ["accounts/fireworks/models/kimi-k2p6", "kimi-k2.6"],
    ["anthropic/claude-opus-4.6", "claude-opus-4-6"],
    ["claude-haiku-4-5-20251001", "claude-haiku-4-5"],
    ["zai-glm-4.7", "glm-4.7"],
    ["deepseek-ai/DeepSeek-V3-1", "deepseek-v3.1"],
    ["nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B", "nemotron-3-ultra-550b-a55b"],
    ["gpt-4-turbo", "gpt-4-turbo"],
    ["whisper-large-v3-turbo", "whisper-large-v3-turbo"],
    ["mistral-large-latest", "mistral-large"],
  ])("K5: %s is %s", (model, name) => {
    expect(canonicalName(model)).toBe(name);
  });
});
