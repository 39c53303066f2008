import { describe, expect, it } from "vitest";
import { easePose, isSettled, REST_POSE } from "./voice-pose.ts";
import { INNER_RADIUS, OUTER_RADIUS, voiceStrokes } from "./voice-strokes.ts";

const LOUD = { user: 1, agent: 0.5, together: 1, thinking: 1, presence: 0.5 };

describe("the form's motion", () => {
  it("P22: two short steps end where one long step does", () => {
    const once = easePose(REST_POSE, LOUD, 32);
    const twice = easePose(easePose(REST_POSE, LOUD, 16), LOUD, 16);
    for (const name of ["user", "agent", "together", "thinking", "presence", "time"] as const)
      expect(twice[name]).toBeCloseTo(once[name], 10);
  });

  it("P22: arrives, and says so", () => {
    expect(isSettled(REST_POSE, LOUD)).toBe(false);
    expect(isSettled(easePose(REST_POSE, LOUD, 3_000), LOUD)).toBe(true);
  });

  it("P22: takes levels that are no levels for silence or full voice", () => {
    const pose = easePose(REST_POSE, { ...LOUD, user: Number.NaN, agent: 7 }, 10_000);
    expect(pose.user).toBe(0);
    expect(pose.agent).toBeCloseTo(1, 5);
  });

  it("P21: a voice rises faster than it falls", () => {
    const risen = easePose(REST_POSE, LOUD, 50).user;
    const fallen = easePose({ ...REST_POSE, user: 1 }, { ...LOUD, user: 0 }, 50).user;
    expect(risen).toBeGreaterThan(1 - fallen);
  });
});

describe("the form's lines", () => {
  const times = Array.from({ length: 40 }, (_, index) => index * 0.37);
  it.each([
    ["at rest", REST_POSE],
    ["with both voices at their loudest", { ...LOUD, agent: 1, presence: 1, time: 0 }],
    ["thinking", { ...REST_POSE, together: 1, thinking: 1 }],
  ])("P23: stay in the canvas and leave the middle free, %s", (_, pose) => {
    const radii = times
      .flatMap((time) => voiceStrokes({ ...pose, time }))
      .flatMap(({ points }) =>
        Array.from({ length: points.length / 2 }, (__, index) =>
          Math.hypot(points[index * 2] ?? 0, points[index * 2 + 1] ?? 0),
        ),
      );
    expect(radii.reduce((a, b) => Math.max(a, b))).toBeLessThan(OUTER_RADIUS);
    expect(radii.reduce((a, b) => Math.min(a, b))).toBeGreaterThan(INNER_RADIUS);
  });

  it("P23: the two halves mirror each other at rest", () => {
    const strokes = voiceStrokes(REST_POSE);
    const first = (voice: string): Float32Array | undefined =>
      strokes.find((stroke) => stroke.voice === voice)?.points;
    expect(first("user")?.[0]).toBeCloseTo(-(first("agent")?.[0] ?? 0), 1);
  });
});
