import { expect, it } from "vitest";
import type { SizedMessage } from "./fit-context.ts";
import { fitContext } from "./fit-context.ts";

const system: SizedMessage = { role: "system", tokens: 50 };
const turns = (count: number): SizedMessage[] =>
  Array.from({ length: count }, (_, index) => ({
    role: index % 2 === 0 ? "user" : "assistant",
    tokens: 10,
  }));

it("L7: keeps everything that fits", () => {
  expect(fitContext([system, ...turns(3)], 80, 4)).toEqual({ type: "fits", keep: [0, 1, 2, 3] });
});

it("L7: drops the oldest in blocks and begins with a user's words", () => {
  const fit = fitContext([system, ...turns(9)], 110, 4);
  expect(fit).toEqual({ type: "fits", keep: [0, 5, 6, 7, 8, 9] });
});

it("L7: a longer conversation drops the same block for several turns", () => {
  const starts = [9, 11].map((count) => {
    const fit = fitContext([system, ...turns(count)], 130, 4);
    return fit.type === "fits" ? fit.keep[1] : undefined;
  });
  expect(starts).toEqual([5, 5]);
});

it("L7: keeps the newest message and what follows it when nothing else fits", () => {
  const fit = fitContext([system, ...turns(4), { role: "user", tokens: 40 }], 95, 4);
  expect(fit).toEqual({ type: "fits", keep: [0, 5] });
});

it("L7: says when the newest message alone is too long", () => {
  expect(fitContext([system, ...turns(2), { role: "user", tokens: 400 }], 300, 4)).toEqual({
    type: "too-long",
    tokens: 450,
  });
});
