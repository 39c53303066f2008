import { describe, expect, it } from "vitest";
import { AppError } from "../../shared/errors/app-error.ts";
import { estimateTokens } from "./estimate.ts";
import type { CallFacts } from "./usage.ts";
import { addUsage, usageOf } from "./usage.ts";

const PROMPT = { messages: [{ role: "user", text: "x".repeat(40) }] } as const;
const facts = (some: Partial<CallFacts>): CallFacts => ({
  usage: undefined,
  text: "",
  images: 0,
  begun: false,
  error: undefined,
  ...some,
});

describe("what a call used", () => {
  it("G43: what the provider reported, as it did", () => {
    const usage = { inputTokens: 12, outputTokens: 0, cachedTokens: 4 };
    expect(usageOf("text", PROMPT, facts({ usage, text: "word", begun: true }))).toEqual({
      usage,
      estimated: false,
      unused: false,
    });
  });

  it("G43: what it left out is estimated, and marked", () => {
    const text = "y".repeat(80);
    expect(usageOf("text", PROMPT, facts({ usage: {}, text, begun: true }))).toEqual({
      usage: { inputTokens: 10, outputTokens: 20 },
      estimated: true,
      unused: false,
    });
    const usage = { inputTokens: 11 };
    expect(usageOf("text", PROMPT, facts({ usage, text, begun: true })).usage).toEqual({
      inputTokens: 11,
      outputTokens: 20,
    });
  });

  it("G43: tools are a part of the prompt", () => {
    const tools = [{ name: "look", description: "z".repeat(400), parameters: {} }];
    const { usage } = usageOf("text", { ...PROMPT, tools }, facts({ begun: true }));
    expect(usage.inputTokens).toBeGreaterThan(110);
  });

  it.each(["model_unavailable", "rate_limited", "model_failed"] as const)(
    "G43: a call that ended with %s before it answered used nothing",
    (code) => {
      const error = new AppError(code, "It failed.");
      expect(usageOf("text", PROMPT, facts({ error }))).toEqual({
        usage: {},
        estimated: false,
        unused: true,
      });
    },
  );

  it.each([
    ["was silent", facts({ error: new AppError("timeout", "It is late.") })],
    ["was cancelled", facts({ error: new AppError("aborted", "Enough.") })],
    ["lost", facts({})],
    ["broke", facts({ begun: true, error: new AppError("model_failed", "It broke.") })],
  ])("G43: one that %s may have worked", (_, call) => {
    expect(usageOf("text", PROMPT, call)).toMatchObject({
      usage: { inputTokens: 10 },
      estimated: true,
      unused: false,
    });
  });

  it("G43: seconds, characters and pictures are counted", () => {
    const sound = { samples: new Int16Array(24_000), rate: 16_000 };
    const done = facts({ usage: {}, begun: true, images: 2 });
    expect(usageOf("speech-to-text", sound, done)).toMatchObject({
      usage: { audioSeconds: 1.5 },
      estimated: false,
    });
    expect(usageOf("text-to-speech", { text: "Hello" }, done).usage).toEqual({ characters: 5 });
    expect(usageOf("text-to-image", { prompt: "A cat" }, done).usage).toEqual({ images: 2 });
    expect(usageOf("embedding", { values: ["x".repeat(8)] }, done)).toMatchObject({
      usage: { inputTokens: 2 },
      estimated: true,
    });
  });

  it("G44: adds up, and what is unknown in both stays unknown", () => {
    expect(addUsage({ inputTokens: 3, outputTokens: 4 }, { inputTokens: 5, images: 1 })).toEqual({
      inputTokens: 8,
      outputTokens: 4,
      images: 1,
    });
  });

  it("G43: tokens of scripts without an alphabet are about as many as signs", () => {
    expect([
      estimateTokens(""),
      estimateTokens("Hello, world"),
      estimateTokens("你好世界"),
    ]).toEqual([0, 3, 4]);
  });
});
