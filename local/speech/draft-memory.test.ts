import { expect, it } from "vitest";
import { DraftMemory } from "./draft-memory.ts";

const audio = (...samples: number[]): Float32Array => Float32Array.from(samples);

it("L27: remembers an utterance by its beginning, the longest that fits", () => {
  const memory = new DraftMemory();
  expect(memory.draftFor(audio(1, 2, 3))).toEqual([]);
  memory.keep(audio(9), [90]);
  memory.keep(audio(1), [10]);
  memory.keep(audio(1, 2), [10, 20]);
  expect(memory.draftFor(audio(1, 2, 3))).toEqual([10, 20]);
  expect(memory.draftFor(audio(9, 1))).toEqual([90]);
  expect(memory.draftFor(audio(1, 5))).toEqual([]);
  expect(memory.draftFor(audio())).toEqual([]);
});

it("L27: forgets the oldest of many utterances", () => {
  const memory = new DraftMemory();
  for (const first of [1, 2, 3, 4, 5]) memory.keep(audio(first), [first]);
  expect(memory.draftFor(audio(1, 0))).toEqual([]);
  expect(memory.draftFor(audio(2, 0))).toEqual([2]);
});
