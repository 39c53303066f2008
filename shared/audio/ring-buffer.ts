import { AppError } from "../errors/app-error.ts";

/** A span read from a {@link RingBuffer}. */
export interface RingSpan {
  /** Absolute position of the first sample of `samples`. */
  readonly from: number;
  /** A contiguous copy. */
  readonly samples: Int16Array;
  /** Samples of the wanted span that had been overwritten already. */
  readonly lost: number;
}

/**
 * The latest `capacity` samples of an endless stream, addressed by absolute sample position: the
 * first sample ever written has position 0.
 */
export class RingBuffer {
  readonly capacity: number;
  readonly #ring: Int16Array;
  #end = 0;

  /**
   * @param capacity Samples to keep.
   * @throws AppError `bad_input` (field `capacity`) unless it is a positive whole number.
   */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity <= 0)
      throw new AppError("bad_input", "A ring buffer holds at least one sample.", {
        field: "capacity",
      });
    this.capacity = capacity;
    this.#ring = new Int16Array(capacity);
  }

  /** Position after the newest sample: how many were written so far. */
  get end(): number {
    return this.#end;
  }

  /** Position of the oldest sample that is still there. */
  get start(): number {
    return Math.max(0, this.#end - this.capacity);
  }

  /** Appends samples; the oldest give way. */
  write(chunk: Int16Array): void {
    const kept = chunk.length > this.capacity ? chunk.subarray(-this.capacity) : chunk;
    const at = (this.#end + chunk.length - kept.length) % this.capacity;
    const first = Math.min(kept.length, this.capacity - at);
    this.#ring.set(kept.subarray(0, first), at);
    this.#ring.set(kept.subarray(first), 0);
    this.#end += chunk.length;
  }

  /** Appends `count` zero samples, for a gap in the stream: positions stay true. */
  writeSilence(count: number): void {
    const zeros = Math.min(count, this.capacity);
    const at = (this.#end + count - zeros) % this.capacity;
    const first = Math.min(zeros, this.capacity - at);
    this.#ring.fill(0, at, at + first);
    this.#ring.fill(0, 0, zeros - first);
    this.#end += count;
  }

  /** Copies what is there of the span `from` (inclusive) to `to` (exclusive). */
  read(from: number, to: number): RingSpan {
    const first = Math.min(Math.max(from, this.start), this.#end);
    const last = Math.max(first, Math.min(to, this.#end));
    const samples = new Int16Array(last - first);
    const at = first % this.capacity;
    const head = this.#ring.subarray(at, Math.min(at + samples.length, this.capacity));
    samples.set(head);
    samples.set(this.#ring.subarray(0, samples.length - head.length), head.length);
    return { from: first, samples, lost: Math.max(0, Math.min(first, to) - from) };
  }
}
