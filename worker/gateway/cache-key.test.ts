import { describe, expect, it } from "vitest";
import { cacheKey, canonicalJson } from "./cache-key.ts";
import type { RunRequest, Task } from "./run-types.ts";

const BASE: RunRequest<"text"> = {
  task: "text",
  model: "a/m",
  tenant: "t1",
  input: { messages: [{ role: "user", text: "Hello" }], temperature: 0 },
};

const image = (last: number): RunRequest<"text"> => ({
  ...BASE,
  input: {
    messages: [
      {
        role: "user",
        text: "",
        images: [{ mediaType: "image/png", data: new Uint8Array([1, 2, last]) }],
      },
    ],
  },
});

const same = async (one: RunRequest<Task>, other: RunRequest<Task>): Promise<boolean> =>
  (await cacheKey(one)) === (await cacheKey(other));

describe("the key of an answer", () => {
  it.each<[string, Partial<RunRequest<"text">>]>([
    ["the tenant", { tenant: "t2" }],
    ["the model", { model: "a/n" }],
    ["the models behind it", { models: ["b/m"] }],
    ["whether another may answer", { options: { fallback: false } }],
    ["the prompt", { input: { ...BASE.input, messages: [{ role: "user", text: "Hello!" }] } }],
    ["the temperature", { input: { ...BASE.input, temperature: 1 } }],
    ["the form of the answer", { input: { ...BASE.input, responseFormat: { type: "json" } } }],
  ])("G46: %s matters", async (_, change) => {
    expect(await same(BASE, { ...BASE, ...change })).toBe(false);
  });

  it.each<[string, Partial<RunRequest<"text">>]>([
    ["the id", { id: "run_2" }],
    ["metadata", { metadata: { team: "AI" } }],
    ["a signal", { signal: new AbortController().signal }],
    ["the caller's user", { input: { ...BASE.input, user: "u1" } }],
    ["how it is carried out", { options: { hedge: false, attempts: 1, keys: { openai: "k" } } }],
    ["that another may answer, which it may anyway", { options: { fallback: true } }],
    ["the order of fields", { input: { temperature: 0, messages: BASE.input.messages } }],
  ])("G46: %s doesn't matter", async (_, change) => {
    expect(await same(BASE, { ...BASE, ...change })).toBe(true);
  });

  it("G46: bytes matter", async () => {
    expect([await same(image(3), image(3)), await same(image(3), image(4))]).toEqual([true, false]);
  });

  it("G46: a key of the caller's stands for everything but tenant and task", async () => {
    const keyed = { ...BASE, options: { cache: { key: "k1" } } };
    expect(await same(keyed, { ...keyed, model: "b/x" })).toBe(true);
    expect(await same(keyed, { ...keyed, tenant: "t2" })).toBe(false);
    expect(await same(keyed, { ...keyed, options: { cache: { key: "k2" } } })).toBe(false);
    expect(await same(keyed, BASE)).toBe(false);
  });

  it("G46: JSON has one form", () => {
    expect(canonicalJson({ b: [1, { d: "x", c: null }], a: undefined })).toBe(
      '{"b":[1,{"c":null,"d":"x"}]}',
    );
  });
});
