import { expect, it } from "vitest";
import { initialWakeLevel, wakesAt } from "./wake-level.ts";

function firstWake(levels: readonly number[]): number {
  let wake = initialWakeLevel;
  for (const [index, level] of levels.entries()) {
    const [next, wakes] = wakesAt(wake, level);
    if (wakes) return index;
    wake = next;
  }
  return -1;
}

const frames = (count: number, level: number): number[] =>
  Array.from({ length: count }, () => level);

it("C44: a voice above the room wakes, a knock and the room itself don't", () => {
  expect(firstWake([...frames(50, 0.1), ...frames(5, 0.5)])).toBe(52);
  expect(firstWake([...frames(50, 0.1), 0.9, 0.9, ...frames(50, 0.1)])).toBe(-1);
  expect(firstWake(frames(500, 0.6))).toBe(-1);
  expect(firstWake([...frames(50, 0.1), ...frames(50, 0.28)])).toBe(-1);
});

it("C44: a room that grows loud by and by is still the room", () => {
  const rising = Array.from({ length: 400 }, (_, index) => 0.1 + 0.001 * index);
  expect(firstWake([...rising, ...frames(10, 0.8)])).toBe(402);
});
