import { expect, it } from "vitest";
import { utteranceWindows } from "./utterance-windows.ts";

const RATE = 1000;

/** A tone with a pause of 0.2 s at each of `pauses` (seconds). */
function tone(seconds: number, pauses: readonly number[]): Float32Array {
  return Float32Array.from({ length: seconds * RATE }, (_, i) =>
    pauses.some((at) => i / RATE >= at && i / RATE < at + 0.2) ? 0 : Math.sin(i),
  );
}

it("L26: a short recording is one window, the very same", () => {
  const audio = tone(12, [5]);
  expect(utteranceWindows(audio, RATE)).toEqual([audio]);
  expect(utteranceWindows(new Float32Array(0), RATE)).toEqual([new Float32Array(0)]);
});

it("L26: borders lie in pauses, and the windows joined are the recording", () => {
  const audio = tone(30, [3, 9, 14, 18.5, 27]);
  const windows = utteranceWindows(audio, RATE);
  expect(windows.flatMap((window) => [...window])).toEqual([...audio]);
  expect(windows.map((window) => window.length).every((length) => length <= 12 * RATE)).toBe(true);
  const first = (windows[0]?.length ?? 0) / RATE;
  expect(first).toBeGreaterThan(9);
  expect(first).toBeLessThan(9.2);
});

it("L26: without any pause the windows are still bounded", () => {
  const windows = utteranceWindows(tone(29, []), RATE);
  expect(Math.max(...windows.map((window) => window.length))).toBeLessThanOrEqual(12 * RATE);
});
