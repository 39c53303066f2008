import type { AppError } from "../../shared/errors/app-error.ts";
import type { Clock } from "./clock.ts";
import type { Lane, RunEvent } from "./race-state.ts";
import type { Usage } from "./run-types.ts";

/** What a lane needs of its race. */
interface LaneOwner {
  /** The lane's time is over. */
  expired(): void;
  /** Whether somebody waits for its next event: the time that a reader takes doesn't count. */
  isAwaited(): boolean;
}

/**
 * An upstream call while it runs: its cancellation, its one timer, and what the records need of it.
 * The timer is not set anew for each event, which would cost more than the event: when it goes off
 * early, it waits for the rest.
 */
export class RaceLane {
  readonly lane: Lane;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly #clock: Clock;
  readonly #owner: LaneOwner;
  readonly #control = new AbortController();
  #source: AsyncIterator<RunEvent> | undefined;
  #reading = false;
  #dueAt = 0;
  #firesAt = Infinity;
  #cancelTimer: (() => void) | undefined;
  #firstTokenMs: number | undefined;
  #text = "";
  #images = 0;
  #usage: Usage | undefined;

  constructor(lane: Lane, clock: Clock, owner: LaneOwner) {
    this.lane = lane;
    this.#clock = clock;
    this.#owner = owner;
    this.startedAt = clock.now();
  }

  get id(): number {
    return this.lane.id;
  }

  get signal(): AbortSignal {
    return this.#control.signal;
  }

  get isReading(): boolean {
    return this.#reading;
  }

  /** Milliseconds from the start to the first content. */
  get firstTokenMs(): number | undefined {
    return this.#firstTokenMs;
  }

  /** All text that came, thoughts and tool calls included, for estimates. */
  get text(): string {
    return this.#text;
  }

  get images(): number {
    return this.#images;
  }

  /** What the provider reported, once it has finished. */
  get usage(): Usage | undefined {
    return this.#usage;
  }

  /** Takes the call's events. */
  open(events: AsyncIterable<RunEvent>): void {
    this.#source = events[Symbol.asyncIterator]();
  }

  read(): Promise<IteratorResult<RunEvent>> {
    this.#reading = true;
    return this.#source?.next() ?? Promise.resolve({ done: true, value: undefined });
  }

  /** Notes an event that came; the next one is due in `stallMs`. */
  took(event: RunEvent, stallMs: number): void {
    this.#reading = false;
    // Later on it is due when it is asked for.
    if (this.#firstTokenMs === undefined) this.#dueAt = this.#clock.now() + stallMs;
    switch (event.type) {
      case "text":
      case "reasoning":
        this.#text += event.text;
        return;
      case "tool-input":
      case "embedding":
      case "audio":
        return;
      case "tool-call":
        this.#text += event.call.name + event.call.input;
        return;
      case "image":
        this.#images++;
        return;
      case "finish":
        this.#usage = event.usage;
    }
  }

  win(now: number): void {
    this.#firstTokenMs = now - this.startedAt;
  }

  /** An event is due in `ms`. */
  expect(ms: number): void {
    const now = this.#clock.now();
    this.#dueAt = now + ms;
    if (this.#firesAt <= this.#dueAt) return;
    this.#cancelTimer?.();
    this.#watch(ms, now);
  }

  /** Cancels upstream for a reason, unless it has ended by itself, and stops the timer. */
  close(reason: AppError | undefined): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    // After a whole answer the source's own end lets go of what is left; a signal costs more.
    if (reason !== undefined) this.#control.abort(reason);
    // Not awaited: a source that hangs in spite of its signal must not hold the reader.
    this.#source?.return?.().then(undefined, () => undefined);
  }

  #watch(ms: number, now: number): void {
    this.#firesAt = now + ms;
    this.#cancelTimer = this.#clock.schedule(ms, () => this.#fired());
  }

  #fired(): void {
    this.#firesAt = Infinity;
    // It is set again when the next event is asked for.
    if (!this.#owner.isAwaited()) return;
    const now = this.#clock.now();
    if (now < this.#dueAt) this.#watch(this.#dueAt - now, now);
    else this.#owner.expired();
  }
}
