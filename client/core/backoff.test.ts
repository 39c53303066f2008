import { expect, it } from "vitest";
import { BACKOFF, backoffMs } from "./backoff.ts";

it("C5: waits grow, up to a cap, of which the upper half is random", () => {
  expect([1, 2, 3, 4].map((failure) => backoffMs(failure, 1))).toEqual([250, 500, 1000, 2000]);
  expect(backoffMs(3, 0)).toBe(500);
  expect(backoffMs(40, 1)).toBe(BACKOFF.longestMs);
  expect(backoffMs(40, 0)).toBe(BACKOFF.longestMs / 2);
});
