import { AppError } from "../../shared/errors/app-error.ts";
import type { AttemptRecord } from "../../worker/gateway/attempt-record.ts";
import type { WaitUntil } from "../../worker/gateway/ledger-client.ts";
import type { RunJob } from "../../worker/gateway/run-job.ts";
import type { Task, TaskEvent } from "../../worker/gateway/run-types.ts";
import type { ErrorData } from "../../worker/gateway/error-data.ts";
import { errorData } from "../../worker/gateway/error-data.ts";
import { Audience } from "./audience.ts";
import { CallersPassage } from "./callers-passage.ts";
import { EventTail } from "./event-tail.ts";
import type { FlushClock } from "./flush-clock.ts";
import type { JournalBatch, RunJournal } from "./run-journal.ts";
import type { RunEnd, RunRecord } from "./run-record.ts";
import type { RunSource, SourceStep } from "./run-source.ts";
import type { RunnerLimits } from "./runner-limits.ts";
import { logInternal } from "./log-internal.ts";
import { addSaid } from "./said.ts";

/** A live run begins so. */
export interface LiveRunOptions {
  readonly record: RunRecord;
  /** Index of its next event. */
  readonly nextIndex: number;
  /**
   * Gives what is kept so that the run can go on after a death; undefined when it can't. It is not
   * asked for before the first event.
   */
  job(): RunJob | undefined;
  readonly journal: RunJournal;
  readonly limits: RunnerLimits;
  /** When runs are written down. */
  readonly clock: FlushClock;
  now(): number;
  /** Told when the run's record was written. */
  onWrite(): void;
  readonly waitUntil: WaitUntil;
}

/**
 * A run while it is carried out. Its latest events are in memory, at least until the journal has
 * them; readers are woken first and the journal is written afterwards, so that no token waits.
 */
export class LiveRun {
  readonly #options: LiveRunOptions;
  readonly #control = new AbortController();
  readonly #tail: EventTail;
  #job: { readonly kept: RunJob | undefined } | undefined;
  #said: TaskEvent[Task][] = [];
  #saidLength = 0;
  /** Code units of all events. */
  #length = 0;
  /** What of the run the journal knows; undefined: nothing. */
  #writtenFacts: string | undefined;
  #firstModel: string | undefined;
  #end: RunRecord["end"];
  #source: RunSource | undefined;
  #passage: CallersPassage | undefined;
  readonly #audience = new Audience();
  #more = Promise.withResolvers<void>();

  constructor(options: LiveRunOptions) {
    this.#options = options;
    this.#firstModel = options.record.firstModel;
    this.#tail = new EventTail(options.nextIndex, options.limits.tailLength);
  }

  /** Aborts when the run shall stop. */
  get signal(): AbortSignal {
    return this.#control.signal;
  }

  /** The run as it is now. */
  get record(): RunRecord {
    const { record } = this.#options;
    return {
      ...record,
      ...(this.#source === undefined ? {} : servedBy(this.#source, record.attempts)),
      ...(this.#firstModel === undefined ? {} : { firstModel: this.#firstModel }),
      ...(this.#end === undefined ? {} : { end: this.#end }),
    };
  }

  /** Index that the next event gets. */
  get nextIndex(): number {
    return this.#tail.nextIndex;
  }

  /** Index of the first event that is in memory. */
  get firstIndex(): number {
    return this.#tail.firstIndex;
  }

  get isOver(): boolean {
    return this.#end !== undefined;
  }

  /** Resolves when there is an event more, or the run is over. */
  more(): Promise<void> {
    return this.#more.promise;
  }

  /** Resolves when the run has an event, or is over. */
  async begun(): Promise<void> {
    while (this.nextIndex === 0 && !this.isOver) await this.more();
  }

  /** Events in memory from an index on. */
  eventsFrom(index: number): readonly string[] {
    return this.#tail.from(index);
  }

  /** The provider's own bytes, for whoever takes them first. */
  takePassage(): ReadableStream<Uint8Array> | undefined {
    return this.#passage?.take();
  }

  /** Somebody reads along who must have events as they come; gives back what ends that. */
  attend(): () => void {
    return this.#audience.join();
  }

  /** Resolves when bytes that pass to the caller by themselves are to be looked at again. */
  pace(): Promise<void> {
    return this.#audience.within(this.#options.limits.lookMs);
  }

  /** Ends the run and its calls upstream. */
  cancel(): void {
    this.#control.abort(new AppError("aborted", "The run was cancelled."));
  }

  /** Carries the run out, to its end, whatever that is. Rejects when the journal can't be written. */
  async carryOut(open: (signal: AbortSignal) => RunSource): Promise<void> {
    this.#schedule();
    const failure = await this.#read(open);
    const end = this.#endOf(failure);
    // A failure before the first event is the caller's own answer, and nothing of a stream.
    const isTold = end.state !== "done" && this.nextIndex > 0;
    const last = isTold ? this.#tellFailure(end.error) : [];
    this.#passage?.end(last.join(""));
    await this.#finish(end);
  }

  /** Ends a run that was whole already. */
  end(): Promise<void> {
    return this.#finish({ state: "done" });
  }

  /** Ends a run that nobody carries out any more, with the words that its format has for that. */
  interrupt(error: AppError, texts: readonly string[]): Promise<void> {
    for (const text of texts) this.#append(text);
    return this.#finish({ state: "interrupted", error: errorData(error) });
  }

  /** What the source failed of, if it did. */
  async #read(open: (signal: AbortSignal) => RunSource): Promise<AppError | undefined> {
    try {
      const source = open(this.signal);
      this.#source = source;
      for await (const item of source.items) {
        if (this.signal.aborted) return undefined;
        this.#take(source.write(item));
        if (!this.#isFull()) this.#schedule();
        else await othersTurn().then(this.#flush);
      }
      return undefined;
    } catch (thrown) {
      const error = AppError.from(thrown);
      logInternal(error);
      return error;
    }
  }

  #endOf(failure: AppError | undefined): RunEnd {
    if (this.signal.aborted) {
      const error = new AppError("aborted", "The run was cancelled.");
      return { state: "cancelled", error: errorData(error) };
    }
    // Upstream may go on when it was our side that failed.
    if (failure !== undefined) this.#control.abort(failure);
    return failure === undefined
      ? { state: "done" }
      : { state: "failed", error: errorData(failure) };
  }

  /** A step is journalled whole or not at all: rows are written between steps only. */
  #take({ event, texts, passage }: SourceStep): void {
    if (passage !== undefined) this.#passage = new CallersPassage(passage, this.#options.waitUntil);
    const { stepLength, runLength } = this.#options.limits;
    if (this.#firstModel === undefined) {
      this.#firstModel = this.#source?.model;
      // Its writing has begun, with the name of this model in it, which the journal must know.
      this.#writtenFacts = undefined;
    }
    if (event !== undefined && this.#keptJob() !== undefined)
      this.#saidLength += addSaid(this.#said, event);
    const before = this.#length;
    for (const text of texts) this.#append(text);
    if (Math.max(this.#saidLength, this.#length - before) > stepLength)
      throw new AppError("too_large", "An event is longer than the journal's rows may be.");
    if (this.#length > runLength)
      throw new AppError("too_large", "The answer is longer than a run may be.");
  }

  #isFull(): boolean {
    const { flushLength, flushEvents } = this.#options.limits;
    const waiting = Math.max(this.#tail.unwrittenLength, this.#saidLength);
    return waiting >= flushLength || this.#tail.unwrittenCount >= flushEvents / 2;
  }

  #append(text: string): void {
    this.#tail.push(text);
    this.#length += text.length;
    this.#wake();
  }

  #tellFailure({ code, message, retryable }: ErrorData): readonly string[] {
    const error = new AppError(code, message, { retryable });
    const texts = this.#source?.fail(error) ?? [];
    for (const text of texts) this.#append(text);
    return texts;
  }

  async #finish(end: RunEnd): Promise<void> {
    this.#end = { ...end, at: this.#options.now(), nextIndex: this.nextIndex };
    this.#wake();
    await this.#options.clock.next(this.#flush);
  }

  /** A flush that fails here is the one that the end waits for, or the next one fails too. */
  #schedule(): void {
    this.#options.clock.next(this.#flush).catch(() => undefined);
  }

  /** Writes what is not written, in order: the platform keeps writes as they were made. */
  readonly #flush = (): void => {
    const { journal } = this.#options;
    const batch = this.#takeBatch();
    const { record } = this;
    const facts = `${record.model} ${record.attempts.length}`;
    if (facts !== this.#writtenFacts || this.isOver) {
      const isFirst = this.#writtenFacts === undefined;
      this.#writtenFacts = facts;
      const job = isFirst && !this.isOver ? this.#keptJob() : undefined;
      this.#keep(journal.write(record, { batch, job }));
      this.#options.onWrite();
    } else if (batch !== undefined) this.#keep(journal.append(record.id, batch));
  };

  /** A write that fails breaks the object, which the platform says to all that it is doing. */
  #keep(writing: Promise<void>): void {
    this.#options.waitUntil(writing);
  }

  #takeBatch(): JournalBatch | undefined {
    if (this.#tail.unwrittenCount === 0) return undefined;
    const said = this.#said.length === 0 ? {} : { said: this.#said };
    this.#said = [];
    this.#saidLength = 0;
    return { ...this.#tail.takeUnwritten(), at: this.#options.now(), ...said };
  }

  #keptJob(): RunJob | undefined {
    this.#job ??= { kept: this.#options.job() };
    return this.#job.kept;
  }

  #wake(): void {
    this.#more.resolve();
    this.#more = Promise.withResolvers<void>();
  }
}

/** Lets readers, who were woken, send what came before a write takes the thread. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 0));
}

/** Attempts of an earlier life come first. */
function servedBy(
  source: RunSource,
  before: readonly AttemptRecord[],
): Pick<RunRecord, "model" | "attempts" | "cache"> {
  const attempts = source
    .attempts()
    .map((record) => ({ ...record, attempt: before.length + record.attempt }));
  const { model, cache } = source;
  return { model, attempts: [...before, ...attempts], ...(cache === undefined ? {} : { cache }) };
}
