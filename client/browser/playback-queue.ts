import { int16ToFloat32 } from "../../shared/audio/pcm.ts";
import { createResampler } from "../../shared/audio/resampler.ts";
import { REPLY_RATE } from "../../shared/protocol/version.ts";

/** Milliseconds. */
export const PLAYBACK_TIMES = {
  /** Audio that waits before a reply begins, so that an uneven network is not heard. */
  leastBufferMs: 60,
  mostBufferMs: 150,
  /** The buffer after an underrun, as a multiple of what it was. */
  growth: 1.5,
  /** What a reply without an underrun takes off again. */
  shrinkMs: 10,
  /** Every stop and start is a ramp of this length, since a jump is a click. */
  fadeMs: 8,
  /** Between two reports of the same turn. */
  reportMs: 40,
} as const;

/** Source samples that are resampled at a time. */
const BLOCK = 128;

/** Report of a turn, see PlaybackReport. */
export interface QueueReport {
  readonly turn: number;
  /** Samples at REPLY_RATE since the reply began that were played. */
  readonly samples: number;
  readonly state: "playing" | "held" | "over";
}

interface Chunk {
  readonly position: number;
  readonly samples: Float32Array;
}

/** One reply in the queue. */
interface Entry {
  readonly turn: number;
  readonly chunks: Chunk[];
  /** `holding` and `fading` are on their way to silence: to be `held`, or gone. */
  state: "buffering" | "playing" | "holding" | "held" | "fading";
  /** No more samples come. */
  ended: boolean;
  /** Samples of `chunks` that wait, at REPLY_RATE. */
  waiting: number;
  /** Position of the first sample, and of what was left out since. */
  origin: number;
  /** Samples that went into the resampler. */
  fed: number;
  /** At the device's rate: resampled and not yet played, and played. */
  ready: Float32Array;
  emitted: number;
  reportedAt: number;
  drained: boolean;
  underran: boolean;
}

/** Plays replies one after another, at the device's rate, and knows exactly how far it came. */
export interface PlaybackQueue {
  write(turn: number, position: number, samples: Int16Array): void;
  end(turn: number): void;
  /** Silence from the next block on, after a ramp; {@link release} goes on with the next sample. */
  hold(turn: number): void;
  release(turn: number): void;
  flush(turn: number): void;
  /** Fills the block with what is to be heard next, silence included. */
  render(output: Float32Array): void;
  /** What there is to report since the last call. */
  takeReports(): QueueReport[];
  /** Audio, in milliseconds, that waits before the next reply begins. */
  readonly bufferMs: number;
}

/** @param rate the device's, in hertz. */
export function createPlaybackQueue(rate: number): PlaybackQueue {
  const entries: Entry[] = [];
  // One for all: its table takes a moment to make, and only the first entry is ever fed to it.
  const resampler = createResampler({ from: REPLY_RATE, to: rate });
  const fadeStep = 1000 / (PLAYBACK_TIMES.fadeMs * rate);
  const reportStep = (PLAYBACK_TIMES.reportMs * rate) / 1000;
  let reports: QueueReport[] = [];
  let bufferMs: number = PLAYBACK_TIMES.leastBufferMs;
  let gain = 0;

  const find = (turn: number) =>
    entries.find((entry) => entry.turn === turn && entry.state !== "fading");

  function played(entry: Entry): number {
    // Output sample n lies at input time n · from / to; what is not fed can't have been played.
    const source = Math.min(entry.fed, Math.floor((entry.emitted * REPLY_RATE) / rate));
    return entry.origin + source;
  }

  function report(entry: Entry, state: QueueReport["state"]): void {
    entry.reportedAt = entry.emitted;
    reports.push({ turn: entry.turn, samples: played(entry), state });
  }

  function remove(entry: Entry): void {
    if (entry === entries[0]) {
      if (!entry.drained) resampler.flush();
      gain = 0;
    }
    entries.splice(entries.indexOf(entry), 1);
    report(entry, "over");
  }

  /** Resamples until `count` device samples are ready, or the source has no more. */
  function prepare(entry: Entry, count: number): void {
    while (entry.ready.length < count) {
      const chunk = entry.chunks[0];
      if (chunk === undefined) {
        if (!entry.ended || entry.drained) return;
        entry.drained = true;
        entry.ready = join(entry.ready, resampler.flush());
        return;
      }
      const gap = chunk.position - entry.origin - entry.fed;
      if (gap > 0) entry.origin += gap;
      const block = chunk.samples.subarray(0, BLOCK);
      if (block.length === chunk.samples.length) entry.chunks.shift();
      else
        entry.chunks[0] = {
          position: chunk.position + BLOCK,
          samples: chunk.samples.subarray(BLOCK),
        };
      entry.waiting -= block.length;
      entry.fed += block.length;
      entry.ready = join(entry.ready, resampler.process(block));
    }
  }

  function mix(entry: Entry, output: Float32Array): void {
    const count = Math.min(output.length, entry.ready.length);
    const stops = isStopping(entry);
    let index = 0;
    for (; index < count; index++) {
      gain = stops ? Math.max(0, gain - fadeStep) : Math.min(1, gain + fadeStep);
      if (stops && gain === 0) break;
      output[index] = entry.ready[index]! * gain;
    }
    output.fill(0, index);
    entry.ready = entry.ready.subarray(index);
    entry.emitted += index;
  }

  function underrun(entry: Entry): void {
    entry.state = "buffering";
    entry.underran = true;
    gain = 0;
    bufferMs = Math.min(PLAYBACK_TIMES.mostBufferMs, bufferMs * PLAYBACK_TIMES.growth);
    report(entry, "playing");
  }

  function holdNow(entry: Entry): void {
    entry.state = "held";
    if (entry === entries[0]) gain = 0;
    report(entry, "held");
  }

  /** After the ramp's end. */
  function stop(entry: Entry): void {
    if (entry.state === "fading") remove(entry);
    else if (entry.drained && entry.ready.length === 0) finish(entry);
    else holdNow(entry);
  }

  function finish(entry: Entry): void {
    if (!entry.underran)
      bufferMs = Math.max(PLAYBACK_TIMES.leastBufferMs, bufferMs - PLAYBACK_TIMES.shrinkMs);
    remove(entry);
  }

  return {
    write(turn, position, samples) {
      let entry = find(turn);
      if (entry === undefined) {
        entry = startEntry(turn, position);
        entries.push(entry);
      }
      entry.ended = false;
      entry.drained = false;
      entry.waiting += samples.length;
      entry.chunks.push({ position, samples: int16ToFloat32(samples) });
    },
    end(turn) {
      const entry = find(turn);
      if (entry !== undefined) entry.ended = true;
    },
    hold(turn) {
      const entry = find(turn);
      if (entry?.state === "playing") entry.state = "holding";
      else if (entry?.state === "buffering") holdNow(entry);
    },
    release(turn) {
      const entry = find(turn);
      if (entry?.state === "holding") entry.state = "playing";
      else if (entry?.state === "held") entry.state = "buffering";
    },
    flush(turn) {
      const entry = find(turn);
      if (entry === undefined) return;
      if (entry.state === "playing" || entry.state === "holding") entry.state = "fading";
      else remove(entry);
    },
    render(output) {
      const entry = entries[0];
      if (entry === undefined || entry.state === "held") {
        output.fill(0);
        return;
      }
      if (entry.state === "buffering") {
        if (!entry.ended && (entry.waiting * 1000) / REPLY_RATE < bufferMs) {
          output.fill(0);
          return;
        }
        entry.state = "playing";
      }
      prepare(entry, output.length);
      const available = entry.ready.length;
      mix(entry, output);
      if (isStopping(entry)) {
        if (gain === 0 || available < output.length) stop(entry);
        return;
      }
      if (available < output.length || (entry.drained && entry.ready.length === 0)) {
        if (entry.drained) finish(entry);
        else underrun(entry);
      } else if (entry.emitted - entry.reportedAt >= reportStep) report(entry, "playing");
    },
    takeReports() {
      const taken = reports;
      if (taken.length > 0) reports = [];
      return taken;
    },
    get bufferMs() {
      return bufferMs;
    },
  };
}

function isStopping({ state }: Entry): boolean {
  return state === "fading" || state === "holding";
}

function startEntry(turn: number, position: number): Entry {
  return {
    turn,
    chunks: [],
    state: "buffering",
    ended: false,
    waiting: 0,
    origin: position,
    fed: 0,
    ready: new Float32Array(0),
    emitted: 0,
    // The first block that is played is reported at once.
    reportedAt: Number.NEGATIVE_INFINITY,
    drained: false,
    underran: false,
  };
}

function join(first: Float32Array, second: Float32Array): Float32Array {
  if (first.length === 0) return second;
  const joined = new Float32Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
