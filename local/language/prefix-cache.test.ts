import { expect, it } from "vitest";
import type { CachedSequence } from "./prefix-cache.ts";
import { commonPrefix, pickSequence } from "./prefix-cache.ts";

const tokens = (length: number, from: number): number[] =>
  Array.from({ length }, (_, index) => from + index);
const sequence = (content: readonly number[], usedAt: number, busy = false): CachedSequence => ({
  tokens: content,
  usedAt,
  busy,
});
const INSTRUCTIONS = tokens(60, 0);

it("counts what two lists begin with in common", () => {
  expect(commonPrefix([1, 2, 3], [1, 2, 4, 5])).toBe(2);
  expect(commonPrefix([], [1])).toBe(0);
});

it("L4: a conversation finds its own sequence", () => {
  const mine = [...INSTRUCTIONS, ...tokens(200, 1_000)];
  const other = [...INSTRUCTIONS, ...tokens(400, 2_000)];
  const prompt = [...mine.slice(0, 240), ...tokens(20, 3_000)];
  expect(pickSequence([sequence(other, 9), sequence(mine, 3)], prompt)).toEqual({
    index: 1,
    shared: 240,
  });
});

it("L5: a new conversation takes an unused sequence instead of a living one", () => {
  const living = [...INSTRUCTIONS, ...tokens(400, 1_000)];
  const prompt = [...INSTRUCTIONS, ...tokens(10, 5_000)];
  expect(pickSequence([sequence(living, 5), sequence([], 0)], prompt)).toEqual({
    index: 1,
    shared: 0,
  });
});

it("L5: among living ones the least recently used gives way", () => {
  const living = [1_000, 2_000, 3_000].map((from) => [...INSTRUCTIONS, ...tokens(300, from)]);
  const prompt = [...INSTRUCTIONS, ...tokens(10, 5_000)];
  const sequences = living.map((content, index) => sequence(content, [7, 2, 9][index] ?? 0));
  expect(pickSequence(sequences, prompt)).toEqual({ index: 1, shared: 60 });
});

it("never picks a busy sequence", () => {
  expect(pickSequence([sequence([1, 2], 1, true), sequence([], 0)], [1, 2, 3])?.index).toBe(1);
  expect(pickSequence([sequence([1, 2], 1, true)], [1, 2, 3])).toBeUndefined();
});
