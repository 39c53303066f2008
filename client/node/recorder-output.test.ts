import { expect, it } from "vitest";
import type { PlaybackReport } from "../core/audio-ports.ts";
import { createManualClock } from "../../shared/testing/manual-clock.ts";
import { createRecorderOutput } from "./recorder-output.ts";

function started() {
  const clock = createManualClock();
  const output = createRecorderOutput(clock);
  const reports: PlaybackReport[] = [];
  void output.start({ onPlayed: (report) => reports.push(report), onError: () => {} });
  return { clock, output, reports };
}

const samples = (length: number, value = 1) => new Int16Array(length).fill(value);

it("plays a sample per 1/24,000 s and reports what is due, never more", () => {
  const { clock, output, reports } = started();
  output.write(1, 0, samples(24_000));
  clock.advance(20);
  expect(reports).toEqual([{ turn: 1, samples: 480, state: "playing" }]);
  clock.advance(480);
  expect(reports.at(-1)).toEqual({ turn: 1, samples: 12_000, state: "playing" });
  output.end(1, 24_000);
  clock.advance(600);
  expect(reports.at(-1)).toEqual({ turn: 1, samples: 24_000, state: "over" });
  expect(output.recording()).toHaveLength(24_000);
});

it("waits in an underrun and goes on from there", () => {
  const { clock, output, reports } = started();
  output.write(1, 0, samples(480));
  clock.advance(1_000);
  expect(reports.at(-1)).toEqual({ turn: 1, samples: 480, state: "playing" });
  output.write(1, 480, samples(4_800));
  clock.advance(100);
  expect(reports.at(-1)).toEqual({ turn: 1, samples: 480 + 2_400, state: "playing" });
});

it("a flush keeps what was played until then and reports it", () => {
  const { clock, output, reports } = started();
  output.write(1, 0, samples(24_000));
  clock.advance(50);
  output.flush(1);
  output.flush(1);
  clock.advance(1_000);
  expect(reports.slice(-2)).toEqual([
    { turn: 1, samples: 1_200, state: "playing" },
    { turn: 1, samples: 1_200, state: "over" },
  ]);
  expect(output.recording()).toHaveLength(1_200);
});

it("replies follow one another", () => {
  const { clock, output, reports } = started();
  output.write(1, 0, samples(480, 1));
  output.write(2, 0, samples(480, 2));
  output.end(1, 480);
  output.end(2, 480);
  clock.advance(100);
  expect(reports.at(-1)).toEqual({ turn: 2, samples: 480, state: "over" });
  expect([...output.recording()]).toEqual([...samples(480, 1), ...samples(480, 2)]);
});

it("C31, C33: a hold keeps its place and its queue, and a release goes on with the next sample", () => {
  const { clock, output, reports } = started();
  const ramp = Int16Array.from({ length: 4_800 }, (_, index) => index);
  output.write(1, 0, ramp.slice(0, 2_400));
  clock.advance(33);
  output.hold(1);
  output.hold(1);
  expect(reports.at(-1)).toEqual({ turn: 1, samples: 792, state: "held" });
  output.write(1, 2_400, ramp.slice(2_400));
  output.end(1, 4_800);
  const told = reports.length;
  clock.advance(5_000);
  expect(reports).toHaveLength(told);
  output.release(1);
  clock.advance(10);
  output.hold(1);
  expect(reports.at(-1)).toEqual({ turn: 1, samples: 1_032, state: "held" });
  output.release(1);
  clock.advance(500);
  expect(reports.at(-1)).toEqual({ turn: 1, samples: 4_800, state: "over" });
  expect(output.recording()).toEqual(ramp);
});

it("C34: a flush while it is held reports where, once", () => {
  const { clock, output, reports } = started();
  output.write(1, 0, samples(2_400));
  clock.advance(10);
  output.hold(1);
  output.flush(1);
  output.flush(1);
  output.release(1);
  clock.advance(500);
  expect(reports.filter(({ state }) => state === "over")).toEqual([
    { turn: 1, samples: 240, state: "over" },
  ]);
  expect(output.recording()).toHaveLength(240);
});
