import { int16ToFloat32, rootMeanSquare } from "../../shared/audio/pcm.ts";
import { REPLY_RATE } from "../../shared/protocol/version.ts";
import type { AudioOutput, AudioOutputHandlers, PlaybackReport } from "../core/audio-ports.ts";
import type { Clock } from "../core/clock.ts";
import { systemClock } from "../core/clock.ts";
import { meterLevel } from "../core/meter-level.ts";

/** How often playback goes on, in milliseconds. */
const TICK_MS = 20;
const SAMPLES_PER_MS = REPLY_RATE / 1000;

/** A loudspeaker that keeps what it plays. */
export interface RecorderOutput extends AudioOutput {
  /** What was played, at REPLY_RATE: one reply after another, without the pauses between them. */
  recording(): Int16Array;
}

interface Entry {
  readonly turn: number;
  readonly chunks: { readonly position: number; readonly samples: Int16Array }[];
  played: number;
  ended: boolean;
  state: "playing" | "held";
  /** When the sample `base` is due; undefined while nothing can be played. */
  startedAt: number | undefined;
  base: number;
}

/**
 * Plays by the clock, one sample per 1/REPLY_RATE second and never ahead of it, so that what it
 * reports is true, and keeps the samples.
 */
export function createRecorderOutput(clock: Clock = systemClock): RecorderOutput {
  const entries: Entry[] = [];
  const kept: Int16Array[] = [];
  let handlers: AudioOutputHandlers | undefined;
  let cancel: (() => void) | undefined;
  let level = 0;

  function report(entry: Entry, state: PlaybackReport["state"]): void {
    handlers?.onPlayed({ turn: entry.turn, samples: entry.played, state });
  }

  /** Plays what is due of the first reply. */
  function advance(): void {
    const entry = entries[0];
    if (entry === undefined || entry.state === "held") return;
    const now = clock.now();
    if (entry.startedAt === undefined && entry.chunks.length > 0) {
      entry.startedAt = now;
      entry.base = entry.played;
    }
    if (entry.startedAt !== undefined) {
      const due = entry.base + Math.floor((now - entry.startedAt) * SAMPLES_PER_MS);
      play(entry, due);
    }
    if (entry.chunks.length > 0) return;
    // An empty queue is the end, or an underrun, after which time starts anew.
    entry.startedAt = undefined;
    if (entry.ended) remove(entry);
  }

  function play(entry: Entry, due: number): void {
    const before = entry.played;
    for (let chunk = entry.chunks[0]; chunk !== undefined; chunk = entry.chunks[0]) {
      if (chunk.position >= due) break;
      const samples = chunk.samples.subarray(0, due - chunk.position);
      kept.push(samples);
      level = rootMeanSquare(int16ToFloat32(samples));
      entry.played = chunk.position + samples.length;
      if (samples.length === chunk.samples.length) entry.chunks.shift();
      else
        entry.chunks[0] = {
          position: entry.played,
          samples: chunk.samples.subarray(samples.length),
        };
    }
    if (entry.played > before) report(entry, "playing");
  }

  function remove(entry: Entry): void {
    entries.splice(entries.indexOf(entry), 1);
    level = 0;
    report(entry, "over");
  }

  function tick(): void {
    cancel = undefined;
    advance();
    wake();
  }

  function wake(): void {
    if (entries[0]?.state === "playing" && handlers !== undefined)
      cancel ??= clock.schedule(TICK_MS, tick);
  }

  return {
    async start(given) {
      handlers = given;
      wake();
    },
    write(turn, position, samples) {
      let entry = entries.find((one) => one.turn === turn);
      if (entry === undefined) {
        entry = {
          turn,
          chunks: [],
          played: position,
          ended: false,
          state: "playing",
          startedAt: undefined,
          base: position,
        };
        entries.push(entry);
      }
      entry.ended = false;
      entry.chunks.push({ position, samples });
      if (handlers !== undefined) advance();
      wake();
    },
    end(turn) {
      const entry = entries.find((one) => one.turn === turn);
      if (entry !== undefined) entry.ended = true;
    },
    hold(turn) {
      const entry = entries.find((one) => one.turn === turn);
      if (entry === undefined || entry.state === "held") return;
      if (entry === entries[0]) advance();
      if (!entries.includes(entry)) return;
      entry.state = "held";
      level = 0;
      report(entry, "held");
    },
    release(turn) {
      const entry = entries.find((one) => one.turn === turn);
      if (entry?.state !== "held") return;
      entry.state = "playing";
      entry.startedAt = undefined;
      if (handlers !== undefined) advance();
      wake();
    },
    flush(turn) {
      const entry = entries.find((one) => one.turn === turn);
      if (entry === undefined) return;
      if (entry === entries[0]) advance();
      if (entries.includes(entry)) remove(entry);
    },
    // What is recorded is the reply itself, whatever the volume.
    setVolume() {},
    get level() {
      return meterLevel(level);
    },
    async resume() {},
    close() {
      cancel?.();
      cancel = undefined;
      entries.length = 0;
      handlers = undefined;
    },
    recording() {
      const all = new Int16Array(kept.reduce((sum, one) => sum + one.length, 0));
      let offset = 0;
      for (const part of kept) {
        all.set(part, offset);
        offset += part.length;
      }
      return all;
    },
  };
}
