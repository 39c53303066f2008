import { MICROPHONE_RATE } from "../../shared/protocol/version.ts";

/** A stretch of samples that were captured without a gap: sample `from` was captured at `at`. */
interface Stretch {
  readonly from: number;
  readonly at: number;
}

/** Tells when a microphone sample was captured, from when its frames arrived. */
export type MicrophoneClock = readonly Stretch[];

/** Frames that come this much later or earlier than the samples say begin a new stretch. */
const GAP_MS = 100;
/** Pauses (mutes) that are remembered. */
const STRETCHES = 8;
const SAMPLES_PER_MS = MICROPHONE_RATE / 1000;

/** Takes note that samples `from` to `to` (exclusive) had all been captured at `now`. */
export function noteCaptured(
  clock: MicrophoneClock,
  from: number,
  to: number,
  now: number,
): MicrophoneClock {
  const last = clock.at(-1);
  const at = now - (to - from) / SAMPLES_PER_MS;
  if (last === undefined) return [{ from, at }];
  const expected = last.at + (from - last.from) / SAMPLES_PER_MS;
  if (Math.abs(at - expected) > GAP_MS) return [...clock.slice(1 - STRETCHES), { from, at }];
  // A frame is never early, it can only be handed over late: the earliest one tells the truth.
  return at < expected
    ? [...clock.slice(0, -1), { from: last.from, at: last.at + at - expected }]
    : clock;
}

/** When `sample` was captured; undefined before the first frame. */
export function capturedAt(clock: MicrophoneClock, sample: number): number | undefined {
  const stretch = clock.findLast((one) => one.from <= sample) ?? clock[0];
  return stretch && stretch.at + (sample - stretch.from) / SAMPLES_PER_MS;
}
