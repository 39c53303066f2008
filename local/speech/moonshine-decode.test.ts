import { Tensor } from "onnxruntime-node";
import { expect, it } from "vitest";
import { decodeMoonshine, loopStart } from "./moonshine-decode.ts";

const WORDS = 50;

/** A model that says the given tokens, then one of them for ever, whatever it is given as input. */
function scripted(tokens: readonly number[], forever: number) {
  let steps = 0;
  const tensor = (dims: number[]) =>
    new Tensor("float32", new Float32Array(dims.reduce((a, b) => a * b, 1)), dims);
  const encoder = { run: () => Promise.resolve({ last_hidden_state: tensor([0]) }) };
  const decoder = {
    run: (feeds: Record<string, Tensor>) => {
      steps++;
      const before = feeds["use_cache_branch"]?.data[0]
        ? (feeds["past_key_values.0.decoder.key"]?.dims[2] ?? 0)
        : 0;
      const positions = feeds["input_ids"]?.dims[1] ?? 0;
      const logits = new Float32Array(positions * WORDS);
      for (let i = 0; i < positions; i++) logits[i * WORDS + (tokens[before + i] ?? forever)] = 1;
      const cache = tensor([1, 8, before + positions, 36]);
      return Promise.resolve(
        new Proxy(
          { logits: new Tensor("float32", logits, [1, positions, WORDS]) },
          {
            get: (target, name: string) => (name === "logits" ? target.logits : cache),
          },
        ),
      );
    },
  };
  return {
    sessions: { encoder, decoder, Tensor } as unknown as Parameters<typeof decodeMoonshine>[0],
    steps: () => steps,
  };
}

const never = new AbortController().signal;

it("L25: a loop is cut after its first round", async () => {
  const { sessions } = scripted([7, 8, 9], 30);
  const tokens = await decodeMoonshine(sessions, new Float32Array(16_000 * 20), never);
  expect(tokens).toEqual([7, 8, 9, 30]);
});

it("L25: what never ends is capped by the length of the audio", async () => {
  const script = Array.from({ length: 200 }, (_, i) => 3 + ((i * i) % 40));
  const { sessions } = scripted(script, 2);
  const tokens = await decodeMoonshine(sessions, new Float32Array(16_000 * 2), never);
  expect(tokens).toHaveLength(13);
});

it("L25: a person may repeat a word", () => {
  expect(loopStart([5, 6, 5, 6, 5, 6, 5, 6])).toBeUndefined();
  expect(loopStart([5, 5, 5, 5])).toBeUndefined();
  expect(loopStart([1, 5, 6, 7, 5, 6, 7, 5, 6, 7, 5, 6, 7])).toBe(4);
});

it.each([
  ["right", [7, 8, 9], 1],
  ["right as far as it goes", [7, 8], 2],
  ["wrong in the end", [7, 8, 30, 31], 2],
  ["wrong from the beginning", [30, 8, 9], 4],
  ["longer than what is said", [7, 8, 9, 30, 31], 1],
])("L27: a draft that is %s gives the same words in fewer steps", async (_, draft, count) => {
  const { sessions, steps } = scripted([7, 8, 9], 2);
  const tokens = await decodeMoonshine(sessions, new Float32Array(16_000 * 2), never, draft);
  expect(tokens).toEqual([7, 8, 9]);
  expect(steps()).toBe(count);
});

it("L10: a cancelled transcription makes no further step", async () => {
  const { sessions, steps } = scripted([7, 8, 9], 2);
  const cancelled = new AbortController();
  cancelled.abort(new Error("gone"));
  await expect(
    decodeMoonshine(sessions, new Float32Array(16_000), cancelled.signal),
  ).rejects.toThrow("gone");
  expect(steps()).toBe(0);
});
