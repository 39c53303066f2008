import { describe, expect, it } from "vitest";
import { createPlaybackQueue, PLAYBACK_TIMES } from "./playback-queue.ts";
import { BLOCK, level, loud, render, steepest } from "./testing/render-queue.ts";

describe.each([24_000, 44_100, 48_000, 16_000])("at a device of %i Hz", (rate) => {
  it("plays every sample once and reports them exactly", () => {
    const queue = createPlaybackQueue(rate);
    // Uneven chunks: 1 s in total.
    let position = 0;
    for (const length of [2_400, 1, 799, 9_600, 11_200]) {
      queue.write(1, position, level(length));
      position += length;
    }
    queue.end(1);
    const { sound, reports } = render(queue, Math.ceil((1.1 * rate) / BLOCK));
    expect(loud(sound)).toBeGreaterThan(rate * 0.995);
    expect(loud(sound)).toBeLessThanOrEqual(rate);
    expect(reports.at(-1)).toEqual({ turn: 1, samples: 24_000, state: "over" });
    expect(reports.filter(({ state }) => state === "over")).toHaveLength(1);
    const counts = reports.map(({ samples }) => samples);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts[0]).toBe(Math.floor((BLOCK * 24_000) / rate));
  });

  it("stops a reply with a ramp, and reports where", () => {
    const queue = createPlaybackQueue(rate);
    queue.write(1, 0, level(24_000));
    render(queue, 40);
    queue.flush(1);
    queue.flush(1);
    const { sound, reports } = render(queue, 20);
    expect(sound[0]).toBeCloseTo(0.5, 1);
    expect(steepest(sound)).toBeLessThan(0.01);
    expect(loud(sound) / rate).toBeLessThan(0.01);
    const played = Math.floor(((40 * BLOCK + loud(sound)) * 24_000) / rate);
    expect(reports.at(-1)!.state).toBe("over");
    expect(Math.abs(reports.at(-1)!.samples - played)).toBeLessThanOrEqual(2);
  });
});

describe("the buffer", () => {
  it("fills before a reply begins, unless the reply is over", () => {
    const queue = createPlaybackQueue(24_000);
    const least = (PLAYBACK_TIMES.leastBufferMs * 24_000) / 1000;
    queue.write(1, 0, level(least - 1));
    expect(loud(render(queue, 10).sound)).toBe(0);
    queue.write(1, least - 1, level(1));
    expect(loud(render(queue, 1).sound)).toBeGreaterThan(100);

    const short = createPlaybackQueue(24_000);
    short.write(1, 0, level(100));
    expect(loud(render(short, 10).sound)).toBe(0);
    short.end(1);
    const { reports } = render(short, 2);
    expect(reports.at(-1)).toEqual({ turn: 1, samples: 100, state: "over" });
  });

  it("grows after an underrun, up to its most, and fills again", () => {
    const queue = createPlaybackQueue(24_000);
    let position = 0;
    for (const expected of [90, 135, 150, 150]) {
      queue.write(1, position, level(3_600));
      position += 3_600;
      const { reports } = render(queue, 30);
      expect(queue.bufferMs).toBe(expected);
      expect(reports.at(-1)).toEqual({ turn: 1, samples: position, state: "playing" });
    }
    queue.write(1, position, level(3_599));
    expect(loud(render(queue, 5).sound)).toBe(0);
  });

  it("shrinks again when replies come without underruns", () => {
    const queue = createPlaybackQueue(24_000);
    queue.write(1, 0, level(2_400));
    render(queue, 30);
    queue.end(1);
    render(queue, 1);
    expect(queue.bufferMs).toBe(90);
    for (const turn of [2, 3, 4, 5]) {
      queue.write(turn, 0, level(2_400));
      queue.end(turn);
      render(queue, 30);
    }
    expect(queue.bufferMs).toBe(PLAYBACK_TIMES.leastBufferMs);
  });

  it("starts softly", () => {
    const queue = createPlaybackQueue(24_000);
    queue.write(1, 0, level(4_800));
    expect(steepest([0, ...render(queue, 10).sound])).toBeLessThan(0.01);
  });
});

describe("several replies", () => {
  it("are played one after another", () => {
    const queue = createPlaybackQueue(24_000);
    queue.write(1, 0, level(2_400));
    queue.write(2, 0, level(2_400));
    queue.end(1);
    queue.end(2);
    const { reports } = render(queue, 60);
    expect(reports.filter(({ state }) => state === "over")).toEqual([
      { turn: 1, samples: 2_400, state: "over" },
      { turn: 2, samples: 2_400, state: "over" },
    ]);
  });

  it("flushed before they began leave no sound", () => {
    const queue = createPlaybackQueue(24_000);
    queue.write(1, 0, level(24_000));
    queue.write(2, 0, level(24_000));
    queue.flush(2);
    queue.flush(1);
    queue.flush(7);
    const { sound, reports } = render(queue, 5);
    expect(loud(sound)).toBe(0);
    expect(reports).toEqual([
      { turn: 2, samples: 0, state: "over" },
      { turn: 1, samples: 0, state: "over" },
    ]);
  });

  it("with the number of one that is fading are new ones", () => {
    const queue = createPlaybackQueue(24_000);
    queue.write(1, 0, level(24_000));
    render(queue, 10);
    queue.flush(1);
    queue.write(1, 0, level(2_400));
    queue.end(1);
    const { reports } = render(queue, 40);
    expect(reports.filter(({ state }) => state === "over").map(({ samples }) => samples)).toEqual([
      expect.any(Number),
      2_400,
    ]);
  });

  it("that begin or go on later in the reply are counted from there", () => {
    const queue = createPlaybackQueue(24_000);
    queue.write(1, 1_000, level(2_400));
    queue.write(1, 4_400, level(1_200));
    queue.end(1);
    expect(render(queue, 60).reports.at(-1)).toEqual({ turn: 1, samples: 5_600, state: "over" });
  });
});
