import type { InferenceSession } from "onnxruntime-node";
import { Tensor } from "onnxruntime-node";
import { expect, it } from "vitest";
import { decodeMoonshine, loopStart } from "./moonshine-decode.ts";

const WORDS = 50;

/** A model that says the given tokens, then one of them for ever. */
function scripted(tokens: readonly number[], forever: number) {
  let step = 0;
  const empty = (): InferenceSession.ReturnType[string] =>
    new Tensor("float32", new Float32Array(0), [0]);
  const encoder = { run: () => Promise.resolve({ last_hidden_state: empty() }) };
  const decoder = {
    run: () => {
      const logits = new Float32Array(WORDS);
      logits[tokens[step++] ?? forever] = 1;
      const caches = new Proxy(
        { logits: new Tensor("float32", logits, [1, 1, WORDS]) } as Record<string, unknown>,
        { get: (target, name: string) => target[name] ?? empty() },
      );
      return Promise.resolve(caches);
    },
  };
  return {
    sessions: { encoder, decoder, Tensor } as unknown as Parameters<typeof decodeMoonshine>[0],
    steps: () => step,
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

it("L10: a cancelled transcription makes no further step", async () => {
  const { sessions, steps } = scripted([7, 8, 9], 2);
  const cancelled = new AbortController();
  cancelled.abort(new Error("gone"));
  await expect(
    decodeMoonshine(sessions, new Float32Array(16_000), cancelled.signal),
  ).rejects.toThrow("gone");
  expect(steps()).toBe(0);
});
