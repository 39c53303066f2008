import { float32ToInt16, rootMeanSquare } from "../../shared/audio/pcm.ts";
import { createResampler } from "../../shared/audio/resampler.ts";
import type { WavAudio } from "../../shared/audio/wav.ts";
import { MICROPHONE_RATE } from "../../shared/protocol/version.ts";
import type { AudioInput, AudioInputHandlers } from "../core/audio-ports.ts";
import type { Clock } from "../core/clock.ts";
import { systemClock } from "../core/clock.ts";
import { meterLevel } from "../core/meter-level.ts";

/** 32 ms, as the browser's microphone delivers. */
const FRAME_SAMPLES = 512;
const FRAME_MS = (FRAME_SAMPLES * 1000) / MICROPHONE_RATE;

/** What a {@link createWavInput} may be told. */
export interface WavInputOptions {
  readonly clock?: Clock;
  /** Called once when the recording's last sample was delivered; silence follows. */
  readonly onSpoken?: () => void;
}

/**
 * A microphone that hears a recording, in real time, and then silence until it is stopped, as a
 * microphone does in a quiet room. Frames are due by the clock: a late one makes no later one late.
 */
export function createWavInput(audio: WavAudio, options: WavInputOptions = {}): AudioInput {
  const { clock = systemClock, onSpoken } = options;
  const resampler = createResampler({ from: audio.rate, to: MICROPHONE_RATE });
  const parts = [resampler.process(audio.samples), resampler.flush()];
  const speech = new Float32Array(parts[0]!.length + parts[1]!.length);
  speech.set(parts[0]!);
  speech.set(parts[1]!, parts[0]!.length);

  let cancel = () => {};
  let running = false;
  let muted = false;
  let level = 0;

  function deliver(handlers: AudioInputHandlers, startedAt: number, index: number): void {
    const from = index * FRAME_SAMPLES;
    const frame = new Float32Array(FRAME_SAMPLES);
    frame.set(speech.subarray(from, from + FRAME_SAMPLES));
    level = muted ? 0 : rootMeanSquare(frame);
    if (!muted) handlers.onFrame(float32ToInt16(frame));
    if (from < speech.length && from + FRAME_SAMPLES >= speech.length) onSpoken?.();
    if (running) next(handlers, startedAt, index + 1);
  }

  function next(handlers: AudioInputHandlers, startedAt: number, index: number): void {
    // A frame is there when its last sample was captured.
    const due = startedAt + (index + 1) * FRAME_MS;
    cancel = clock.schedule(Math.max(0, due - clock.now()), () =>
      deliver(handlers, startedAt, index),
    );
  }

  return {
    async start(handlers) {
      cancel();
      running = true;
      next(handlers, clock.now(), 0);
    },
    setMuted(value) {
      muted = value;
    },
    get level() {
      return meterLevel(level);
    },
    stop() {
      running = false;
      level = 0;
      cancel();
    },
  };
}
