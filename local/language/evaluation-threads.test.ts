import { expect, it } from "vitest";
import { EvaluationThreads, threadCounts } from "./evaluation-threads.ts";

it("leaves cores to the other models while an answer is made, and takes them for a prompt", () => {
  expect([1, 2, 4, 8].map(threadCounts)).toEqual([
    { reading: 1, answering: 1 },
    { reading: 2, answering: 1 },
    { reading: 4, answering: 2 },
    { reading: 4, answering: 4 },
  ]);
});

it("is wide as long as any prompt is being read", () => {
  const llama = { maxThreads: 0 };
  const threads = new EvaluationThreads(llama, { reading: 2, answering: 1 });
  expect(llama.maxThreads).toBe(1);
  const first = threads.read();
  const second = threads.read();
  expect(llama.maxThreads).toBe(2);
  first();
  first();
  expect(llama.maxThreads).toBe(2);
  second();
  expect(llama.maxThreads).toBe(1);
});
