import type { AudioInput } from "../client/core/audio-ports.ts";
import { systemClock } from "../client/core/clock.ts";
import { MICROPHONE_RATE } from "../shared/protocol/version.ts";

/** When the samples of a microphone were there to be sent. */
export interface FrameTimes {
  /** The microphone itself, watched. */
  readonly input: AudioInput;
  /** Samples that it has delivered. */
  readonly delivered: () => number;
  /** When a sample was there, in milliseconds by the client's clock. */
  readonly timeOf: (sample: number) => number;
}

/** Watches a microphone that delivers in real time and without a gap. */
export function watchFrames(source: AudioInput): FrameTimes {
  let samples = 0;
  /** When sample 0 was there: a frame can be delivered late, and never early. */
  let origin = Number.POSITIVE_INFINITY;
  const input: AudioInput = {
    start: (handlers) =>
      source.start({
        ...handlers,
        onFrame(frame) {
          samples += frame.length;
          origin = Math.min(origin, systemClock.now() - (samples * 1000) / MICROPHONE_RATE);
          handlers.onFrame(frame);
        },
      }),
    setMuted: (muted) => source.setMuted(muted),
    get level() {
      return source.level;
    },
    stop: () => source.stop(),
  };
  return {
    input,
    delivered: () => samples,
    timeOf: (sample) => origin + (sample * 1000) / MICROPHONE_RATE,
  };
}
