import { describe, expect, it } from "vitest";
import { createPlaybackQueue, PLAYBACK_TIMES } from "./playback-queue.ts";
import { BLOCK, level, loud, render, steepest } from "./testing/render-queue.ts";

/** Speech-like: no two neighbouring samples are alike, and none is 0. */
function voice(length: number): Int16Array {
  return Int16Array.from(
    { length },
    (_, index) => 9_000 + 4_000 * Math.sin(index / 3) + 4_000 * Math.sin(index / 40),
  );
}

/** Samples of a fade, at `rate`. */
const fadeSamples = (rate: number) => Math.ceil((PLAYBACK_TIMES.fadeMs * rate) / 1000);

describe.each([24_000, 44_100, 48_000, 16_000])("a hold at a device of %i Hz", (rate) => {
  const blocks = Math.ceil((1.2 * rate) / BLOCK);

  function whole(): number[] {
    const queue = createPlaybackQueue(rate);
    queue.write(1, 0, voice(24_000));
    queue.end(1);
    return render(queue, blocks).sound.filter((sample) => sample !== 0);
  }

  it("C31: is silent after one ramp, and reports at once the sample where it stopped", () => {
    const queue = createPlaybackQueue(rate);
    queue.write(1, 0, level(24_000));
    const before = loud(render(queue, 40).sound);
    queue.hold(1);
    const { sound, reports } = render(queue, 40);
    expect(loud(sound)).toBeGreaterThan(0);
    expect(loud(sound)).toBeLessThanOrEqual(fadeSamples(rate));
    expect(steepest(sound)).toBeLessThan(0.01);
    const samples = Math.floor(((before + loud(sound)) * 24_000) / rate);
    expect(reports.at(-1)).toEqual({ turn: 1, samples, state: "held" });
    expect(reports.filter(({ state }) => state === "held")).toHaveLength(1);
  });

  it("C33: and a release play every sample once, in its place, as if nothing had been", () => {
    const expected = whole();
    const queue = createPlaybackQueue(rate);
    queue.write(1, 0, voice(9_000));
    const sound = render(queue, 17).sound;
    const edges: number[] = [];
    let position = 9_000;
    for (let round = 0; round < 5; round++) {
      queue.hold(1);
      sound.push(...render(queue, 20).sound);
      // What comes meanwhile joins the queue.
      queue.write(1, position, voice(24_000).slice(position, position + 3_000));
      position += 3_000;
      edges.push(sound.filter((sample) => sample !== 0).length);
      queue.release(1);
      sound.push(...render(queue, 9 + round).sound);
    }
    queue.end(1);
    const { sound: rest, reports } = render(queue, blocks);
    const heard = [...sound, ...rest].filter((sample) => sample !== 0);
    expect(heard).toHaveLength(expected.length);
    expect(reports.at(-1)).toEqual({ turn: 1, samples: 24_000, state: "over" });
    const ramp = fadeSamples(rate);
    const differs = heard.flatMap((sample, index) => (sample === expected[index] ? [] : [index]));
    expect(differs.length).toBeGreaterThan(0);
    for (const index of differs)
      expect(edges.some((edge) => Math.abs(index - edge) <= ramp)).toBe(true);
    // Within a ramp it is the same sample, only softer.
    for (const index of differs)
      expect(heard[index]! / expected[index]!).toSatisfy((gain: number) => gain > 0 && gain < 1);
  });

  it("C34: that is flushed reports its place once more, and leaves no sound", () => {
    const queue = createPlaybackQueue(rate);
    queue.write(1, 0, level(24_000));
    render(queue, 40);
    queue.hold(1);
    const held = render(queue, 20).reports.at(-1)!;
    queue.flush(1);
    const { sound, reports } = render(queue, 20);
    expect(loud(sound)).toBe(0);
    expect(reports).toEqual([{ ...held, state: "over" }]);
  });
});

describe("a hold", () => {
  it("C31: of a reply that still fills its buffer takes effect at once", () => {
    const queue = createPlaybackQueue(24_000);
    queue.write(1, 100, level(240));
    queue.hold(1);
    queue.hold(1);
    expect(queue.takeReports()).toEqual([{ turn: 1, samples: 100, state: "held" }]);
    queue.write(1, 340, level(24_000));
    expect(loud(render(queue, 50).sound)).toBe(0);
    queue.release(1);
    expect(loud(render(queue, 1).sound)).toBe(BLOCK);
  });

  it("C31: in an underrun keeps the place, and goes on when more has come", () => {
    const queue = createPlaybackQueue(24_000);
    queue.write(1, 0, level(2_400));
    render(queue, 30);
    queue.hold(1);
    expect(queue.takeReports()).toEqual([{ turn: 1, samples: 2_400, state: "held" }]);
    queue.release(1);
    expect(loud(render(queue, 30).sound)).toBe(0);
    queue.write(1, 2_400, level(4_800));
    queue.end(1);
    expect(render(queue, 60).reports.at(-1)).toEqual({ turn: 1, samples: 7_200, state: "over" });
  });

  it("C31: that is taken back within its ramp leaves no gap", () => {
    const queue = createPlaybackQueue(48_000);
    queue.write(1, 0, level(24_000));
    render(queue, 40);
    queue.hold(1);
    const down = render(queue, 1);
    queue.release(1);
    const up = render(queue, 10);
    expect(loud([...down.sound, ...up.sound])).toBe(11 * BLOCK);
    expect(steepest([...down.sound, ...up.sound])).toBeLessThan(0.01);
    expect([...down.reports, ...up.reports].some(({ state }) => state === "held")).toBe(false);
  });

  it("C34: whose ramp plays the last sample is the end", () => {
    const queue = createPlaybackQueue(24_000);
    queue.write(1, 0, level(2_600));
    queue.end(1);
    render(queue, 20);
    queue.hold(1);
    expect(render(queue, 20).reports).toEqual([{ turn: 1, samples: 2_600, state: "over" }]);
  });

  it("C34: within whose ramp the reply is flushed fades on from there", () => {
    const queue = createPlaybackQueue(48_000);
    queue.write(1, 0, level(24_000));
    render(queue, 40);
    queue.hold(1);
    const first = render(queue, 1).sound;
    queue.flush(1);
    const { sound, reports } = render(queue, 20);
    expect(steepest([...first, ...sound])).toBeLessThan(0.01);
    expect(reports.map(({ state }) => state)).toEqual(["over"]);
    const emitted = 41 * BLOCK + loud(sound);
    expect(reports[0]!.samples).toBe(Math.floor(emitted / 2));
  });

  it("of an unknown turn, and a release of what is not held, do nothing", () => {
    const queue = createPlaybackQueue(24_000);
    queue.hold(7);
    queue.write(1, 0, level(4_800));
    queue.release(1);
    queue.end(1);
    expect(render(queue, 60).reports.at(-1)).toEqual({ turn: 1, samples: 4_800, state: "over" });
  });

  it("keeps later replies waiting until it is over", () => {
    const queue = createPlaybackQueue(24_000);
    queue.write(1, 0, level(2_400));
    queue.end(1);
    queue.write(2, 0, level(2_400));
    queue.end(2);
    queue.hold(1);
    expect(loud(render(queue, 50).sound)).toBe(0);
    queue.flush(1);
    expect(render(queue, 50).reports.at(-1)).toEqual({ turn: 2, samples: 2_400, state: "over" });
  });
});
