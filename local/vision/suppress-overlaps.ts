import type { Box, Detection } from "./sight.ts";
import { VISION_LIMITS } from "./vision-limits.ts";

function area(box: Box): number {
  return Math.max(0, box.right - box.left) * Math.max(0, box.bottom - box.top);
}

/** The share of two boxes' joint area that both cover. */
export function intersectionOverUnion(a: Box, b: Box): number {
  const common = area({
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  });
  const union = area(a) + area(b) - common;
  return union > 0 ? common / union : 0;
}

/**
 * Greedy non-maximum suppression: likeliest first, a box goes when a likelier one of its kind
 * overlaps it, or one of another kind nearly covers it (a cat is not a dog as well).
 */
export function suppressOverlaps(detections: readonly Detection[]): Detection[] {
  const kept: Detection[] = [];
  for (const candidate of detections.toSorted((a, b) => b.score - a.score)) {
    const covered = kept.some((other) => {
      const limit =
        other.label === candidate.label
          ? VISION_LIMITS.sameKindOverlap
          : VISION_LIMITS.otherKindOverlap;
      return intersectionOverUnion(other.box, candidate.box) > limit;
    });
    if (!covered) kept.push(candidate);
  }
  return kept.slice(0, VISION_LIMITS.objects);
}
