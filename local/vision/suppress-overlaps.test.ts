import { describe, expect, it } from "vitest";
import type { Detection } from "./sight.ts";
import { intersectionOverUnion, suppressOverlaps } from "./suppress-overlaps.ts";

function object(label: string, score: number, left: number, right: number): Detection {
  return { label, score, box: { left, top: 0, right, bottom: 1 } };
}

describe("overlapping boxes", () => {
  it("V11: intersection over union", () => {
    const box = (left: number, right: number) => object("", 1, left, right).box;
    expect(intersectionOverUnion(box(0, 0.5), box(0, 0.5))).toBe(1);
    expect(intersectionOverUnion(box(0, 0.5), box(0.25, 0.75))).toBeCloseTo(1 / 3);
    expect(intersectionOverUnion(box(0, 0.2), box(0.5, 0.7))).toBe(0);
    expect(intersectionOverUnion(box(0.3, 0.3), box(0.3, 0.3))).toBe(0);
  });

  it("V11: the likelier of one kind stays, and of two kinds that cover each other", () => {
    const kept = suppressOverlaps([
      object("cat", 0.6, 0, 0.5),
      object("cat", 0.8, 0.05, 0.5),
      object("dog", 0.7, 0.05, 0.52),
      object("bed", 0.5, 0, 1),
      object("cat", 0.5, 0.6, 1),
    ]);
    expect(kept.map(({ label, score }) => `${label} ${score}`)).toEqual([
      "cat 0.8",
      "bed 0.5",
      "cat 0.5",
    ]);
  });
});
