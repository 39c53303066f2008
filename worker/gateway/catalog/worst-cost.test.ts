import { describe, expect, it } from "vitest";
import type { Task, TaskInput } from "../run-types.ts";
import { catalog } from "./catalog.ts";
import { priceOf } from "./price-of.ts";
import { worstCost } from "./worst-cost.ts";

const prompt = (text: string, rest: Partial<TaskInput["text"]> = {}): TaskInput["text"] => ({
  messages: [{ role: "user", text }],
  ...rest,
});
const worst = (input: TaskInput["text"], model = "gpt-4.1"): number =>
  worstCost("openai", model, "text", input) ?? Number.NaN;

describe("the most that a call may cost", () => {
  it("Y33: grows with the prompt and with how long the answer may be, up to the model's own", () => {
    const short = worst(prompt("Hi", { maxTokens: 10 }));
    expect(worst(prompt("Hi", { maxTokens: 90 })) - short).toBeCloseTo(0.000_64, 9);
    expect(worst(prompt("Hi there", { maxTokens: 10 })) - short).toBeCloseTo(0.000_012, 9);
    expect(worst(prompt("Hi", { maxTokens: 1e9 }))).toBeCloseTo(worst(prompt("Hi")), 3);
    const picture = { mediaType: "image/png", data: new Uint8Array(9) };
    const seen = prompt("Hi", { maxTokens: 10 });
    const [message] = seen.messages;
    const seeing = { ...seen, messages: [{ ...message, images: [picture] }] } as TaskInput["text"];
    expect(worst(seeing) - short).toBeGreaterThan(0.09);
  });

  it("Y33: is no less than what providers count for it, in any script", () => {
    for (const text of [
      "Hello there, how are you?",
      "你好嗎".repeat(50),
      "🙂".repeat(100),
      "a b ".repeat(9),
    ]) {
      // A tokenizer has no token that is less than a byte.
      const inputTokens = new TextEncoder().encode(text).length;
      const cost = priceOf("openai", "gpt-4.1", { inputTokens, outputTokens: 10 }, 0) ?? 0;
      expect(worst(prompt(text, { maxTokens: 10 }))).toBeGreaterThan(cost);
    }
  });

  it.each<[Task, TaskInput[Task]]>([
    ["text", prompt("Hi")],
    ["embedding", { values: ["Hi"] }],
    ["text-to-image", { prompt: "A cat", count: 2 }],
    ["speech-to-text", { samples: new Int16Array(16_000), rate: 16_000 }],
    ["text-to-speech", { text: "Hello." }],
  ])("Y33: is known for every model with a price (%s)", (task, input) => {
    const entries = catalog().filter((entry) => entry.task === task);
    expect(entries.some(({ price }) => price !== undefined)).toBe(true);
    for (const { provider, model, price } of entries) {
      const cost = worstCost(provider, model, task, input);
      if (price === undefined) expect(cost).toBeUndefined();
      else expect(cost).toBeGreaterThanOrEqual(0);
    }
  });

  it("Y35: is unknown where the price is", () => {
    expect(worstCost("openai", "of-tomorrow", "text", prompt("Hi"))).toBeUndefined();
    expect(worstCost("nobody", "x", "text", prompt("Hi"))).toBeUndefined();
  });
});
