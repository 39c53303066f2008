import { expect, it } from "vitest";
import { createManualClock } from "../../shared/testing/manual-clock.ts";
import { createWavInput } from "./wav-input.ts";

function recording(length: number) {
  return { rate: 16_000, samples: new Float32Array(length).fill(0.25) };
}

function listen() {
  const clock = createManualClock();
  const input = createWavInput(clock);
  const frames: Int16Array[] = [];
  void input.start({
    onFrame: (samples) => frames.push(samples),
    onError: () => {},
  });
  const heard = () => frames.flatMap((frame) => [...frame]);
  return { clock, input, frames, heard };
}

it("frames come in real time, and silence where nothing is to be heard", () => {
  const { clock, frames } = listen();
  clock.advance(31);
  expect(frames).toHaveLength(0);
  clock.advance(1_000 - 31);
  expect(frames).toHaveLength(31);
  expect(frames.every((frame) => frame.length === 512 && !frame.some(Boolean))).toBe(true);
});

it("a recording is heard whole, and its end is told when it was delivered", async () => {
  const { clock, input, heard } = listen();
  let ended = 0;
  void input.hear(recording(700)).then(() => ended++);
  void input.hear(recording(100)).then(() => ended++);
  clock.advance(32);
  await Promise.resolve();
  expect(ended).toBe(0);
  clock.advance(32);
  await Promise.resolve();
  expect(ended).toBe(2);
  expect(heard()).toEqual([
    ...Array.from({ length: 800 }, () => 8_192),
    ...Array.from({ length: 224 }, () => 0),
  ]);
});

it("another rate is converted without losing the end", () => {
  const { clock, input, heard } = listen();
  void input.hear({ rate: 48_000, samples: new Float32Array(48_000).fill(0.25) });
  clock.advance(1_100);
  expect(heard().filter((sample) => sample > 4_000)).toHaveLength(16_000);
});

it("muted or stopped nothing comes", () => {
  const { clock, input, frames } = listen();
  input.setMuted(true);
  clock.advance(320);
  input.setMuted(false);
  clock.advance(32);
  input.stop();
  clock.advance(320);
  expect(frames).toHaveLength(1);
  expect(input.level).toBe(0);
});
