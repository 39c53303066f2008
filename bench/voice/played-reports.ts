import type { Frame } from "../../shared/protocol/frame.ts";
import { REPLY_RATE } from "../../shared/protocol/version.ts";

/** How often a client tells how much it has played. */
const EVERY_MS = 200;

/** What a client tells of a reply's sound. */
export interface PlayedReport {
  readonly turn: number;
  readonly samples: number;
  readonly done?: boolean;
}

interface Playing {
  readonly turn: number;
  readonly since: number;
  /** Samples that came; and the whole, once it is known. */
  readonly received: number;
  readonly whole: number | undefined;
}

/** A loudspeaker that nobody hears: it tells what an honest client would tell of its playback. */
export class PlayedReports {
  readonly #report: (report: PlayedReport) => void;
  #playing: Playing | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(report: (report: PlayedReport) => void) {
    this.#report = report;
  }

  /** A reply's sound came. */
  frame({ turn, position, payload }: Frame): void {
    const received = position + payload.byteLength / 2;
    if (this.#playing?.turn === turn) this.#playing = { ...this.#playing, received };
    else this.#playing = { turn, since: performance.now(), received, whole: undefined };
    this.#timer ??= setInterval(() => this.#tell(), EVERY_MS);
  }

  message({ type, turn, samples }: { type: string; turn?: unknown; samples?: unknown }): void {
    const playing = this.#playing;
    if (playing === undefined || playing.turn !== turn) return;
    if (type === "flush") this.#done(this.#position(playing));
    if (type === "reply-end" && typeof samples === "number")
      this.#playing = { ...playing, whole: samples };
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#playing = undefined;
  }

  #tell(): void {
    const playing = this.#playing;
    if (playing === undefined) return;
    const samples = this.#position(playing);
    if (samples === playing.whole) return this.#done(samples);
    this.#report({ turn: playing.turn, samples });
  }

  #done(samples: number): void {
    const turn = this.#playing?.turn ?? 0;
    this.stop();
    this.#report({ turn, samples, done: true });
  }

  #position({ since, received }: Playing): number {
    const elapsed = Math.floor(((performance.now() - since) * REPLY_RATE) / 1_000);
    return Math.min(elapsed, received);
  }
}
