import { describe, expect, it } from "vitest";
import { addedRatio, median, pairedRatio, roundOrder } from "./statistics.ts";

describe("median", () => {
  it("is the middle value that was measured", () => {
    expect(median([5, 1, 9])).toBe(5);
    expect(median([4, 1, 9, 2])).toBe(2);
  });

  it("is no number of nothing", () => {
    expect(median([])).toBeNaN();
  });
});

describe("addedRatio", () => {
  it("compares what is added to the direct call, not the whole", () => {
    expect(addedRatio([4, 4, 40], [3, 3, 3], [1, 1, 1])).toBe(1.5);
  });

  it("is no number where the other adds nothing", () => {
    expect(addedRatio([4], [1], [1])).toBeNaN();
    expect(addedRatio([4], [1], [2])).toBeNaN();
  });
});

describe("pairedRatio", () => {
  it("is not moved by a round that was slow for both", () => {
    expect(pairedRatio([80, 8, 80], [100, 10, 100])).toBe(0.8);
  });

  it("leaves out rounds that only one has", () => {
    expect(pairedRatio([1, 1, 50], [2, 2])).toBe(0.5);
  });
});

describe("roundOrder", () => {
  it("has everything once in each round", () => {
    for (const round of [0, 1, 2, 3, 4, 5])
      expect(roundOrder(["a", "b", "c"], round).toSorted()).toEqual(["a", "b", "c"]);
  });

  it("lets nothing always follow the same", () => {
    expect(roundOrder(["a", "b", "c"], 0)).toEqual(["a", "b", "c"]);
    expect(roundOrder(["a", "b", "c"], 1)).toEqual(["a", "c", "b"]);
    expect(roundOrder(["a", "b", "c"], 2)).toEqual(["c", "a", "b"]);
  });

  it("is empty of nothing", () => {
    expect(roundOrder([], 3)).toEqual([]);
  });
});
