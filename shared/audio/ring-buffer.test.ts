import { describe, expect, it } from "vitest";
import { AppError } from "../errors/app-error.ts";
import { RingBuffer } from "./ring-buffer.ts";

const range = (from: number, to: number) =>
  Int16Array.from({ length: to - from }, (_, i) => from + i);

describe("ring buffer", () => {
  it("A60: what was written is read by its position, across the wrap-around, as a copy", () => {
    const ring = new RingBuffer(100);
    for (let at = 0; at < 1_000; at += 37) {
      ring.write(range(at, at + 37));
      expect([ring.start, ring.end]).toEqual([Math.max(0, at + 37 - 100), at + 37]);
      for (let from = ring.start; from <= ring.end; from += 9)
        expect(ring.read(from, ring.end)).toEqual({
          from,
          samples: range(from, ring.end),
          lost: 0,
        });
    }
    const { end } = ring;
    const copy = ring.read(end - 5, end);
    ring.write(new Int16Array(100));
    expect(copy.samples).toEqual(range(end - 5, end));
  });

  it("A60: the same while its memory grows, and when silence or a long chunk makes it grow", () => {
    const ring = new RingBuffer(20_000);
    ring.write(range(0, 3_000));
    ring.write(range(3_000, 5_000));
    expect(ring.read(0, 5_000)).toEqual({ from: 0, samples: range(0, 5_000), lost: 0 });
    ring.writeSilence(9_000);
    ring.write(range(14_000, 26_000));
    expect(ring.read(0, 26_000).lost).toBe(6_000);
    expect(ring.read(6_000, 14_000).samples).toEqual(new Int16Array(8_000));
    expect(ring.read(14_000, 26_000).samples).toEqual(range(14_000, 26_000));
  });

  it("A61: of a span partly there, the rest, its position, and what was lost", () => {
    const ring = new RingBuffer(10);
    ring.write(range(0, 25));
    expect(ring.read(10, 20)).toEqual({ from: 15, samples: range(15, 20), lost: 5 });
    expect(ring.read(20, 90)).toEqual({ from: 20, samples: range(20, 25), lost: 0 });
    expect(ring.read(0, 5)).toEqual({ from: 15, samples: new Int16Array(0), lost: 5 });
    expect(ring.read(40, 50)).toEqual({ from: 25, samples: new Int16Array(0), lost: 0 });
    expect(ring.read(20, 18)).toEqual({ from: 20, samples: new Int16Array(0), lost: 0 });
  });

  it("A62: a chunk over the capacity leaves its end; silence keeps positions true", () => {
    const ring = new RingBuffer(8);
    ring.write(range(0, 3));
    ring.write(range(3, 30));
    expect(ring.read(0, 30)).toEqual({ from: 22, samples: range(22, 30), lost: 22 });
    ring.writeSilence(3);
    ring.write(range(33, 35));
    expect([...ring.read(28, 35).samples]).toEqual([28, 29, 0, 0, 0, 33, 34]);
    ring.writeSilence(100);
    expect(ring.end).toBe(135);
    expect([...ring.read(127, 135).samples]).toEqual(Array(8).fill(0));
    expect(() => new RingBuffer(0)).toThrow(AppError);
  });
});
