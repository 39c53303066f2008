import { REPLY_RATE } from "../protocol/version.ts";

/** A stretch of equal samples that was heard. */
export interface HeardRun {
  readonly value: number;
  samples: number;
}

/**
 * One reply in an honest client's loudspeaker: its samples are played at their rate from the time
 * when they were to begin, and what was really played is kept.
 */
export class LoudReply {
  readonly turn: number;
  readonly message: string;
  /** The sample with which it begins here. */
  readonly start: number;
  captions: readonly { readonly text: string; readonly from: number }[] = [];
  /** What was played, in order. */
  readonly heard: HeardRun[] = [];
  /** Positions of frames that did not follow the one before. */
  readonly gaps: { readonly expected: number; readonly position: number }[] = [];
  reportedAt = Number.NEGATIVE_INFINITY;
  /** Samples of the last report. */
  reported = 0;
  #state: "queued" | "playing" | "ducked" | "over" = "queued";
  #received: number;
  #played: number;
  #total: number | undefined;
  /** When its first sound could be heard; undefined before it arrived. */
  firstAt: number | undefined;
  /** Until when the sound is played. */
  #at = 0;
  readonly #chunks: { readonly position: number; readonly samples: Int16Array }[] = [];

  constructor(turn: number, message: string, start = 0) {
    this.turn = turn;
    this.message = message;
    this.start = start;
    this.#received = start;
    this.#played = start;
  }

  get isLive(): boolean {
    return this.#state !== "over";
  }

  get isDucked(): boolean {
    return this.#state === "ducked";
  }

  /** Whether nothing can be heard of it before something else happens. */
  get isWaiting(): boolean {
    return this.#state === "ducked" || this.#played === this.#received;
  }

  /** Position of the sample that comes next. */
  get received(): number {
    return this.#received;
  }

  get played(): number {
    return this.#played;
  }

  /** A frame came; it may be heard from `at` on. */
  receive(position: number, samples: Int16Array, at: number): void {
    if (!this.isLive) return;
    if (position > this.#received) this.gaps.push({ expected: this.#received, position });
    const fresh = samples.subarray(Math.max(0, this.#received - position));
    if (fresh.length === 0) return;
    if (this.#played === this.#received) this.#at = at;
    this.firstAt ??= at;
    this.#chunks.push({ position: this.#received, samples: fresh });
    this.#received += fresh.length;
    if (this.#state === "queued") this.#state = "playing";
    if (this.#total !== undefined && this.#received > this.#total) this.#total = undefined;
  }

  /** Plays what is due at `now`. */
  play(now: number): void {
    if (this.#state === "playing" && now > this.#at) {
      const due = Math.floor(((now - this.#at) * REPLY_RATE) / 1000);
      const to = Math.min(this.#received, this.#played + due);
      this.#hear(to);
      this.#at = now;
    }
    if (this.#total !== undefined && this.#played >= this.#total) this.#state = "over";
  }

  /** All its samples are known. */
  end(samples: number): void {
    this.#total = samples;
  }

  /** The server does not go on with it: what came of it is played. */
  breakOff(now: number): void {
    if (!this.isLive) return;
    this.unduck(now);
    this.#total ??= this.#received;
  }

  duck(now: number): void {
    this.play(now);
    if (this.isLive) this.#state = "ducked";
  }

  unduck(now: number): void {
    if (this.#state !== "ducked") return;
    this.#state = this.#received > this.start ? "playing" : "queued";
    this.#at = now;
  }

  stop(): void {
    this.#state = "over";
  }

  report() {
    this.reported = this.#played;
    const { turn } = this;
    const done = this.isLive ? {} : { done: true };
    return { type: "played" as const, turn, samples: this.#played, ...done };
  }

  #hear(to: number): void {
    while (this.#played < to) {
      const [chunk] = this.#chunks;
      if (chunk === undefined) return;
      const from = this.#played - chunk.position;
      const count = Math.min(chunk.samples.length - from, to - this.#played);
      const value = chunk.samples[from] as number;
      // A frame may have the end of one clause and the beginning of the next.
      let same = 1;
      while (same < count && chunk.samples[from + same] === value) same++;
      const last = this.heard.at(-1);
      if (last?.value === value) last.samples += same;
      else this.heard.push({ value, samples: same });
      this.#played += same;
      if (this.#played === chunk.position + chunk.samples.length) this.#chunks.shift();
    }
  }
}
