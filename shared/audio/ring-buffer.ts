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

/** Samples that there is room for before anything is written. */
const FIRST_ROOM = 4_096;

/**
 * The latest `capacity` samples of an endless stream, addressed by absolute sample position: the
 * first sample ever written has position 0. Its memory grows with what is written, up to the
 * capacity: a stream in which little is ever said takes little.
 */
export class RingBuffer {
  readonly capacity: number;
  /** Shorter than the capacity only while all that was ever written fits. */
  #ring: Int16Array;
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
    this.#ring = new Int16Array(Math.min(capacity, FIRST_ROOM));
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
    this.#makeRoom(chunk.length);
    const size = this.#ring.length;
    const kept = chunk.length > size ? chunk.subarray(-size) : chunk;
    const at = (this.#end + chunk.length - kept.length) % size;
    const first = Math.min(kept.length, size - at);
    this.#ring.set(kept.subarray(0, first), at);
    this.#ring.set(kept.subarray(first), 0);
    this.#end += chunk.length;
  }

  /** Appends `count` zero samples, for a gap in the stream: positions stay true. */
  writeSilence(count: number): void {
    this.#makeRoom(count);
    const size = this.#ring.length;
    const zeros = Math.min(count, size);
    const at = (this.#end + count - zeros) % size;
    const first = Math.min(zeros, size - at);
    this.#ring.fill(0, at, at + first);
    this.#ring.fill(0, 0, zeros - first);
    this.#end += count;
  }

  /** Copies what is there of the span `from` (inclusive) to `to` (exclusive). */
  read(from: number, to: number): RingSpan {
    const first = Math.min(Math.max(from, this.start), this.#end);
    const last = Math.max(first, Math.min(to, this.#end));
    const samples = new Int16Array(last - first);
    const at = first % this.#ring.length;
    const head = this.#ring.subarray(at, at + samples.length);
    samples.set(head);
    samples.set(this.#ring.subarray(0, samples.length - head.length), head.length);
    return { from: first, samples, lost: Math.max(0, Math.min(first, to) - from) };
  }

  /** Doubles the memory until it holds so many samples more, or the capacity. */
  #makeRoom(count: number): void {
    const wanted = Math.min(this.#end + count, this.capacity);
    let size = this.#ring.length;
    if (wanted <= size) return;
    while (size < wanted) size *= 2;
    const larger = new Int16Array(Math.min(size, this.capacity));
    larger.set(this.#ring);
    this.#ring = larger;
  }
}
