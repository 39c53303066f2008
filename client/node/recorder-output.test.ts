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
  expect(reports).toEqual([{ turn: 1, samples: 480 }]);
  clock.advance(480);
  expect(reports.at(-1)).toEqual({ turn: 1, samples: 12_000 });
  output.end(1, 24_000);
  clock.advance(600);
  expect(reports.at(-1)).toEqual({ turn: 1, samples: 24_000 });
  expect(output.recording()).toHaveLength(24_000);
});

it("waits in an underrun and goes on from there", () => {
  const { clock, output, reports } = started();
  output.write(1, 0, samples(480));
  clock.advance(1_000);
  expect(reports.at(-1)).toEqual({ turn: 1, samples: 480 });
  output.write(1, 480, samples(4_800));
  clock.advance(100);
  expect(reports.at(-1)).toEqual({ turn: 1, samples: 480 + 2_400 });
});

it("a flush keeps what was played until then and reports it", () => {
  const { clock, output, reports } = started();
  output.write(1, 0, samples(24_000));
  clock.advance(50);
  output.flush(1);
  output.flush(1);
  clock.advance(1_000);
  expect(reports.slice(-2)).toEqual([
    { turn: 1, samples: 1_200 },
    { turn: 1, samples: 1_200 },
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
  expect(reports.at(-1)).toEqual({ turn: 2, samples: 480 });
  expect([...output.recording()]).toEqual([...samples(480, 1), ...samples(480, 2)]);
});
