import { expect, it } from "vitest";
import { restartDelay } from "./restart-delay.ts";

it("doubles, and gives up after the third restart", () => {
  expect([1, 2, 3, 4].map(restartDelay)).toEqual([1000, 2000, 4000, undefined]);
});
