import { LIMITS } from "../../shared/protocol/limits.ts";
import { REPLY_RATE } from "../../shared/protocol/version.ts";
import { pacingWaitMs } from "./audio-pacing.ts";

/** Samples of one audio frame: 80 ms. */
const FRAME_SAMPLES = 1_920;
/** Audio that is kept for a client that may come back. */
const KEPT_SAMPLES = (LIMITS.keptReplyMs * REPLY_RATE) / 1000;

/** What the audio needs from its reply. */
export interface ReplyAudioPorts {
  readonly now: () => number;
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Whether somebody is there to send it to; without anybody it is kept. */
  readonly hasAudience: () => boolean;
  readonly sendFrame: (position: number, samples: Int16Array) => void;
  /** Samples that the client has played. */
  readonly played: () => number;
  readonly signal: AbortSignal;
}

interface Chunk {
  readonly position: number;
  readonly samples: Int16Array;
}

/**
 * A reply's sound on its way: kept from the sample that was played last, sent at the pace of
 * playback, held while a voice is over it, and sent again from any sample that is kept for a client
 * that comes back. Nothing is sent before {@link open}.
 */
export class ReplyAudio {
  readonly #ports: ReplyAudioPorts;
  #chunks: Chunk[] = [];
  #made = 0;
  #cursor = 0;
  #state: "closed" | "open" | "held" = "closed";
  #running = false;
  #pace: { readonly from: number; readonly at: number } | undefined;
  #drained: PromiseWithResolvers<void> | undefined;

  constructor(ports: ReplyAudioPorts) {
    this.#ports = ports;
    const { signal } = ports;
    signal.addEventListener("abort", () => this.#drained?.reject(signal.reason), { once: true });
  }

  /** What comes before a sample was made by an earlier life of the object. */
  begin(at: number): void {
    this.#made = at;
    this.#cursor = at;
  }

  /** Samples that were made so far. */
  get made(): number {
    return this.#made;
  }

  /** Position of the next sample that is sent. */
  get sent(): number {
    return this.#cursor;
  }

  /** Whether it waits for {@link release}. */
  get isHeld(): boolean {
    return this.#state === "held";
  }

  /** Resolves when all that was made so far is sent; rejects when the reply is stopped before. */
  async drain(): Promise<void> {
    this.#ports.signal.throwIfAborted();
    if (this.#state === "open" && this.#cursor === this.#made) return;
    this.#drained ??= Promise.withResolvers();
    await this.#drained.promise;
  }

  /** Takes the next samples of the reply. */
  append(samples: Int16Array): void {
    if (samples.length === 0) return;
    this.#chunks.push({ position: this.#made, samples });
    this.#made += samples.length;
    void this.#run();
  }

  /** From now on it may be heard. */
  open(): void {
    if (this.#state !== "closed") return;
    this.#state = "open";
    void this.#run();
  }

  /** Nothing more is sent until {@link release}. */
  hold(): void {
    if (this.#state === "open") this.#state = "held";
  }

  /** Goes on where it was held. */
  release(): void {
    if (this.#state !== "held") return;
    this.#state = "open";
    this.#restart(this.#ports.played());
    void this.#run();
  }

  /**
   * Sends it again from a sample on, to a client that `prepare` tells the sample where that really
   * is: what was played long ago is not kept.
   */
  resume(from: number, prepare: (from: number) => void): void {
    const first = this.#chunks[0]?.position ?? this.#made;
    this.#cursor = Math.min(Math.max(from, first), this.#made);
    this.#restart(this.#ports.played());
    prepare(this.#cursor);
    void this.#run();
  }

  #restart(from: number): void {
    if (this.#pace !== undefined) this.#pace = { from, at: this.#ports.now() };
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      while (this.#state === "open" && this.#cursor < this.#made) {
        const wait = this.#waitMs();
        if (wait > 0) {
          await this.#ports.wait(wait, this.#ports.signal);
          continue;
        }
        if (this.#ports.signal.aborted) return;
        this.#sendNext();
      }
      if (this.#state === "open" && this.#cursor === this.#made) {
        this.#drained?.resolve();
        this.#drained = undefined;
      }
    } catch {
      // Only the wait throws, when the reply is stopped: whoever drains is told.
    } finally {
      this.#running = false;
    }
  }

  #waitMs(): number {
    if (this.#pace === undefined || !this.#ports.hasAudience()) return 0;
    return pacingWaitMs({
      sent: this.#cursor,
      played: this.#ports.played(),
      from: this.#pace.from,
      elapsedMs: this.#ports.now() - this.#pace.at,
    });
  }

  #sendNext(): void {
    this.#trim();
    const chunk = this.#chunks.find(
      ({ position, samples }) => position + samples.length > this.#cursor,
    );
    if (chunk === undefined) return;
    const offset = this.#cursor - chunk.position;
    const samples = chunk.samples.subarray(offset, offset + FRAME_SAMPLES);
    const position = this.#cursor;
    this.#cursor += samples.length;
    this.#pace ??= { from: position, at: this.#ports.now() };
    this.#ports.sendFrame(position, samples);
  }

  /** What was played is not needed again, and no more is kept than may be. */
  #trim(): void {
    const oldest = Math.max(
      this.#ports.hasAudience() ? this.#ports.played() : 0,
      this.#made - KEPT_SAMPLES,
    );
    while (this.#chunks.length > 1) {
      const [first] = this.#chunks;
      if (first === undefined || first.position + first.samples.length > oldest) return;
      if (first.position + first.samples.length > this.#cursor) return;
      this.#chunks.shift();
    }
  }
}
