import { expect, it } from "vitest";
import { meterLevel } from "./meter-level.ts";

it("a meter is linear in decibels, from -60 dB to full scale", () => {
  expect([0, 0.0001, 0.001, 0.1, 1, 2].map(meterLevel)).toEqual([
    0,
    0,
    0,
    expect.closeTo(2 / 3, 5),
    1,
    1,
  ]);
});
