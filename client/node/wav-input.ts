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

/** A microphone that hears what it is given. */
export interface WavInput extends AudioInput {
  /**
   * Lets the microphone hear a recording, after what it is hearing now; resolves when its last sample
   * has been delivered.
   */
  hear(audio: WavAudio): Promise<void>;
}

interface Recording {
  readonly samples: Float32Array;
  /** Samples that were delivered. */
  heard: number;
  done(): void;
}

/**
 * A microphone that hears recordings in real time, and silence otherwise, as a microphone does in a
 * quiet room. Frames are due by the clock: a late one makes no later one late.
 */
export function createWavInput(clock: Clock = systemClock): WavInput {
  const recordings: Recording[] = [];
  let cancel = () => {};
  let running = false;
  let muted = false;
  let level = 0;

  function nextFrame(): Float32Array {
    const frame = new Float32Array(FRAME_SAMPLES);
    let filled = 0;
    for (let first = recordings[0]; first !== undefined; first = recordings[0]) {
      const part = first.samples.subarray(first.heard, first.heard + FRAME_SAMPLES - filled);
      frame.set(part, filled);
      filled += part.length;
      first.heard += part.length;
      if (first.heard < first.samples.length) break;
      recordings.shift();
      first.done();
    }
    return frame;
  }

  function schedule(handlers: AudioInputHandlers, startedAt: number, index: number): void {
    // A frame is there when its last sample was captured.
    const due = startedAt + (index + 1) * FRAME_MS;
    cancel = clock.schedule(Math.max(0, due - clock.now()), () => {
      const frame = nextFrame();
      level = muted ? 0 : rootMeanSquare(frame);
      if (!muted) handlers.onFrame(float32ToInt16(frame));
      if (running) schedule(handlers, startedAt, index + 1);
    });
  }

  return {
    async start(handlers) {
      cancel();
      running = true;
      schedule(handlers, clock.now(), 0);
    },
    hear(audio) {
      const samples = atMicrophoneRate(audio);
      return new Promise((resolve) => {
        recordings.push({ samples, heard: 0, done: resolve });
      });
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

function atMicrophoneRate(audio: WavAudio): Float32Array {
  const resampler = createResampler({ from: audio.rate, to: MICROPHONE_RATE });
  const body = resampler.process(audio.samples);
  const rest = resampler.flush();
  const samples = new Float32Array(body.length + rest.length);
  samples.set(body);
  samples.set(rest, body.length);
  return samples;
}
