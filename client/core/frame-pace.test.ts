import { expect, it } from "vitest";
import { FRAME_PACE, isDue } from "./frame-pace.ts";

const DOTS = 576;
const grey = new Uint8Array(DOTS).fill(100);
/** Three dots of 576: a line of text. */
const written = grey.map((dot, index) => (index < 3 ? dot + 30 : dot));
/** What a camera's noise does. */
const noisy = grey.map((dot, index) => dot + (index % 5));

const pace = { sentAt: 1_000, thumbnail: grey };
const glance = (after: number, thumbnail: Uint8Array, isTalking = true) =>
  isDue(pace, { now: 1_000 + after, thumbnail, isTalking });

it("C39: the first picture is sent at once, the next one a second later at the earliest", () => {
  expect(isDue(undefined, { now: 0, thumbnail: grey, isTalking: false })).toBe(true);
  expect(glance(FRAME_PACE.talkingMs - 1, written)).toBe(false);
  expect(glance(FRAME_PACE.talkingMs, written)).toBe(true);
});

it("C39: while nobody speaks it takes longer", () => {
  expect(glance(FRAME_PACE.talkingMs, written, false)).toBe(false);
  expect(glance(FRAME_PACE.quietMs, written, false)).toBe(true);
});

it("C39: only what has changed is sent, noise is no change, and a still picture now and then", () => {
  expect(glance(10_000, grey)).toBe(false);
  expect(glance(10_000, noisy)).toBe(false);
  expect(glance(FRAME_PACE.refreshMs, grey)).toBe(true);
});
