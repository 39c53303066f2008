import { expect, it } from "vitest";
import { VoiceBounds } from "./voice-bounds.ts";

const silence = (length: number): Int16Array => new Int16Array(length).fill(20);
const voice = (length: number): Int16Array => new Int16Array(length).fill(-2_000);

it("A70: the bounds of a voice reach from its first loud sample to its last", () => {
  const bounds = new VoiceBounds();
  bounds.take(silence(100));
  expect(bounds.within(0)).toBeUndefined();
  bounds.take(Int16Array.of(...silence(10), ...voice(30), ...silence(5)));
  expect(bounds.within(1_000)).toEqual({ from: 1_110, to: 1_140 });
  bounds.take(silence(60));
  bounds.take(voice(3));
  bounds.take(silence(40));
  expect(bounds.within(0)).toEqual({ from: 110, to: 208 });
});
