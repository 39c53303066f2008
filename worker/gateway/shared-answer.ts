import { AppError } from "../../shared/errors/app-error.ts";
import { abortedBy } from "./aborted.ts";
import { eventBytes } from "./cache-store.ts";
import type { RunEvent } from "./race-state.ts";

/** What becomes of a shared answer, for whoever keeps answers. */
export interface SharedAnswerOwner {
  /** Nobody may join any more: it failed, all have left, or it is too long to be kept. */
  closed(): void;
  /** It is complete. */
  completed(events: readonly RunEvent[]): void;
}

/** The memory that answers have together, in bytes. */
export interface AnswerRoom {
  bytes: number;
  readonly limit: number;
}

interface Reader {
  /** Position among all events of the next one that it gets. */
  at: number;
  wake: (() => void) | undefined;
  error: AppError | undefined;
}

/**
 * One answer for several readers. Each gets all events from the start, however late it joins; the
 * quickest sets the pace. Upstream is cancelled when the last reader has left. An answer of more
 * than `limitBytes`, or one that grows when all together have no room, can't be joined any more, and
 * then a reader that falls so far behind fails.
 */
export class SharedAnswer {
  readonly #source: AsyncIterator<RunEvent>;
  readonly #owner: SharedAnswerOwner;
  readonly #limitBytes: number;
  readonly #room: AnswerRoom;
  readonly #readers = new Set<Reader>();
  /** Events from the position `#from` on. */
  #events: RunEvent[] = [];
  #from = 0;
  #bytes = 0;
  #isJoinable = true;
  #pulling = false;
  #end: { readonly error?: AppError } | undefined;

  constructor(
    source: AsyncIterable<RunEvent>,
    limitBytes: number,
    room: AnswerRoom,
    owner: SharedAnswerOwner,
  ) {
    this.#source = source[Symbol.asyncIterator]();
    this.#limitBytes = limitBytes;
    this.#room = room;
    this.#owner = owner;
  }

  /** A reader of the whole answer. Throws AppError as the run does; `aborted` after `signal`. */
  read(signal?: AbortSignal): AsyncIterableIterator<RunEvent, undefined> {
    const reader: Reader = { at: 0, wake: undefined, error: undefined };
    this.#readers.add(reader);
    const abort = (): void => this.#drop(reader, abortedBy(signal));
    if (signal?.aborted === true) abort();
    signal?.addEventListener("abort", abort, { once: true });
    const leave = (): void => {
      signal?.removeEventListener("abort", abort);
      this.#leave(reader);
    };
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: async () => {
        const event = await this.#next(reader);
        if (event !== undefined) return { done: false, value: event };
        leave();
        const error = reader.error ?? this.#end?.error;
        if (error !== undefined) throw error;
        return { done: true, value: undefined };
      },
      return: async () => {
        leave();
        return { done: true, value: undefined };
      },
    };
  }

  async #next(reader: Reader): Promise<RunEvent | undefined> {
    for (;;) {
      if (reader.error !== undefined || !this.#readers.has(reader)) return undefined;
      const event = this.#events[reader.at - this.#from];
      if (event !== undefined) {
        reader.at++;
        return event;
      }
      if (this.#end !== undefined) return undefined;
      const woken = new Promise<void>((resolve) => (reader.wake = resolve));
      this.#pull();
      await woken;
    }
  }

  #pull(): void {
    if (this.#pulling) return;
    this.#pulling = true;
    this.#source.next().then(
      (result) => {
        this.#pulling = false;
        if (result.done === true) this.#finish({});
        else this.#take(result.value);
        this.#wake();
      },
      (thrown: unknown) => {
        this.#pulling = false;
        this.#finish({ error: AppError.from(thrown) });
        this.#wake();
      },
    );
  }

  #take(event: RunEvent): void {
    this.#events.push(event);
    this.#count(eventBytes(event));
    if (!this.#isTooLong()) return;
    this.#close();
    this.#trim();
    while (this.#isTooLong() && this.#readers.size > 1) {
      const slowest = [...this.#readers].reduce((a, b) => (b.at < a.at ? b : a));
      this.#drop(slowest, new AppError("timeout", "The reader is too slow for a shared answer."));
      this.#trim();
    }
  }

  /** Forgets what all readers have had. */
  #trim(): void {
    const oldest = Math.min(...[...this.#readers].map(({ at }) => at));
    const gone = this.#events.splice(0, Math.max(0, oldest - this.#from));
    this.#from += gone.length;
    for (const event of gone) this.#count(-eventBytes(event));
  }

  #isTooLong(): boolean {
    return this.#bytes > this.#limitBytes || this.#room.bytes > this.#room.limit;
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    this.#room.bytes += bytes;
  }

  #finish(end: { readonly error?: AppError }): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    if (end.error === undefined && this.#isJoinable) this.#owner.completed(this.#events);
    this.#close();
  }

  #close(): void {
    if (!this.#isJoinable) return;
    this.#isJoinable = false;
    this.#owner.closed();
  }

  #drop(reader: Reader, error: AppError): void {
    reader.error = error;
    this.#leave(reader);
  }

  #leave(reader: Reader): void {
    if (!this.#readers.delete(reader)) return;
    reader.wake?.();
    if (this.#readers.size > 0) return;
    this.#count(-this.#bytes);
    if (this.#end !== undefined) return;
    this.#finish({ error: new AppError("aborted", "Everybody has left.") });
    this.#source.return?.().then(undefined, () => undefined);
  }

  #wake(): void {
    for (const reader of this.#readers) {
      reader.wake?.();
      reader.wake = undefined;
    }
  }
}
