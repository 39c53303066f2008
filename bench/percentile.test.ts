import { expect, it } from "vitest";
import { percentile } from "./percentile.ts";

it("takes the nearest rank", () => {
  const values = [30, 10, 20, 50, 40];
  expect(percentile(values, 0.5)).toBe(30);
  expect(percentile(values, 0.95)).toBe(50);
  expect(percentile([7], 0.5)).toBe(7);
  expect(percentile([], 0.5)).toBeUndefined();
});
