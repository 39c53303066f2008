import { float32ToInt16, rootMeanSquare } from "../../shared/audio/pcm.ts";
import { createResampler } from "../../shared/audio/resampler.ts";
import { MICROPHONE_RATE } from "../../shared/protocol/version.ts";

/** 32 ms at MICROPHONE_RATE: what the server's voice detector takes at a time. */
export const CAPTURE_FRAME = 512;

/** A frame as it leaves the worklet. */
export interface CapturedFrame {
  readonly samples: Int16Array;
  /** Root mean square, 0…1 of full scale. */
  readonly level: number;
}

/** Cuts a device's blocks into frames at the microphone's rate. */
export interface CaptureFramer {
  /** Takes the next block at the device's rate; returns the frames that it completes, mostly none. */
  push(block: Float32Array): CapturedFrame[];
}

/** @param rate the device's, in hertz. @throws AppError `bad_input` for a rate that is none. */
export function createCaptureFramer(rate: number): CaptureFramer {
  const resampler = createResampler({ from: rate, to: MICROPHONE_RATE });
  const pending = new Float32Array(CAPTURE_FRAME);
  let filled = 0;
  return {
    push(block) {
      const frames: CapturedFrame[] = [];
      let rest = resampler.process(block);
      while (rest.length > 0) {
        const taken = Math.min(rest.length, CAPTURE_FRAME - filled);
        pending.set(rest.subarray(0, taken), filled);
        filled += taken;
        rest = rest.subarray(taken);
        if (filled < CAPTURE_FRAME) break;
        frames.push({ samples: float32ToInt16(pending), level: rootMeanSquare(pending) });
        filled = 0;
      }
      return frames;
    },
  };
}
