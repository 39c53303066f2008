import { AppError } from "../../shared/errors/app-error.ts";
import type { AttemptRecord } from "../../worker/gateway/attempt-record.ts";
import type { RunJob } from "../../worker/gateway/run-job.ts";
import type { Task, TaskEvent } from "../../worker/gateway/run-types.ts";
import type { ErrorData } from "../../worker/gateway/runner-client.ts";
import { errorData } from "../../worker/gateway/runner-client.ts";
import type { JournalBatch, RunJournal } from "./run-journal.ts";
import type { RunEnd, RunRecord } from "./run-record.ts";
import type { RunSource, SourceStep } from "./run-source.ts";
import type { RunnerLimits } from "./runner-limits.ts";
import { addSaid } from "./said.ts";

/** A live run begins so. */
export interface LiveRunOptions {
  readonly record: RunRecord;
  /** Index of its next event. */
  readonly nextIndex: number;
  /** Kept so that the run can go on after a death; absent when it must not or can't. */
  readonly job: RunJob | undefined;
  readonly journal: RunJournal;
  readonly limits: RunnerLimits;
  now(): number;
  /** Told when the run's record was written. */
  onWrite(): void;
}

const ENCODER = new TextEncoder();

/**
 * A run while it is carried out. Its latest events are in memory until the journal has them; readers
 * are woken first and the journal is written afterwards, so that no token waits for it.
 */
export class LiveRun {
  readonly #options: LiveRunOptions;
  readonly #control = new AbortController();
  /** Events that the journal has not got yet; the first of them has the index `#written`. */
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #said: TaskEvent[Task][] = [];
  #saidBytes = 0;
  #written: number;
  #bytes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What of the run the journal knows; undefined: nothing. */
  #writtenFacts: string | undefined;
  #firstModel: string | undefined;
  #end: RunRecord["end"];
  #source: RunSource | undefined;
  #more = Promise.withResolvers<void>();

  constructor(options: LiveRunOptions) {
    this.#options = options;
    this.#firstModel = options.record.firstModel;
    this.#written = options.nextIndex;
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
    return this.#written + this.#pending.length;
  }

  /** Index of the first event that is in memory only. */
  get written(): number {
    return this.#written;
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
  pending(from: number): readonly Uint8Array[] {
    return this.#pending.slice(from - this.#written);
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
    if (end.state !== "done" && this.nextIndex > 0) this.#tellFailure(end.error);
    await this.#finish(end);
  }

  /** What the source failed of, if it did. */
  async #read(open: (signal: AbortSignal) => RunSource): Promise<AppError | undefined> {
    try {
      const source = open(this.signal);
      this.#source = source;
      for await (const step of source) await this.#take(step);
      return undefined;
    } catch (thrown) {
      return AppError.from(thrown);
    }
  }

  #endOf(failure: AppError | undefined): RunEnd {
    if (this.signal.aborted) {
      const error = new AppError("aborted", "The run was cancelled.");
      return { state: "cancelled", error: errorData(error) };
    }
    // Upstream may go on when it was our side that failed.
    this.#control.abort(failure);
    return failure === undefined
      ? { state: "done" }
      : { state: "failed", error: errorData(failure) };
  }

  /** Ends a run that was whole already. */
  end(): Promise<void> {
    return this.#finish({ state: "done" });
  }

  /** Ends a run that nobody carries out any more, with the words that its format has for that. */
  async interrupt(error: AppError, texts: readonly string[]): Promise<void> {
    for (const text of texts) this.#append(text);
    await this.#finish({ state: "interrupted", error: errorData(error) });
  }

  async #take({ event, texts }: SourceStep): Promise<void> {
    const { runBytes, flushBytes, flushEvents } = this.#options.limits;
    // Its writing has begun, with the name of this model in it, which the journal must know.
    if (this.#firstModel === undefined) this.#writtenFacts = undefined;
    this.#firstModel ??= this.#source?.model;
    this.#add(event, texts);
    if (this.#bytes > runBytes)
      throw new AppError("too_large", "The answer is longer than a run may be.");
    const waiting = Math.max(this.#pendingBytes, this.#saidBytes);
    if (waiting < flushBytes && this.#pending.length < flushEvents / 2) return this.#schedule();
    // Readers, who were woken, have their turn before the write does.
    await Promise.resolve();
    await this.#flush();
  }

  /** A step is journalled whole or not at all: rows are written between steps only. */
  #add(event: SourceStep["event"], texts: readonly string[]): void {
    const { eventBytes } = this.#options.limits;
    if (event !== undefined && this.#options.job !== undefined) {
      this.#saidBytes += addSaid(this.#said, event);
      if (this.#saidBytes > eventBytes) throw tooLong();
    }
    const before = this.#bytes;
    for (const text of texts) this.#append(text);
    if (this.#bytes - before > eventBytes) throw tooLong();
  }

  #append(text: string): void {
    const bytes = ENCODER.encode(`id: ${this.nextIndex}\n${text}`);
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    this.#bytes += bytes.length;
    this.#wake();
  }

  #tellFailure({ code, message, retryable }: ErrorData): void {
    const error = new AppError(code, message, { retryable });
    for (const text of this.#source?.fail(error) ?? []) this.#append(text);
  }

  async #finish(end: RunEnd): Promise<void> {
    this.#end = { ...end, at: this.#options.now(), nextIndex: this.nextIndex };
    this.#wake();
    await Promise.resolve();
    await this.#flush();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // What fails here fails again in the flush at the end, which somebody waits for.
      this.#flush().catch(() => undefined);
    }, this.#options.limits.flushMs);
  }

  /** Writes what is pending. The writes are ordered by the platform, so flushes may overlap. */
  async #flush(): Promise<void> {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#timer = undefined;
    const { journal, job } = this.#options;
    const batch = this.#takeBatch();
    const { record } = this;
    const facts = `${record.model} ${record.attempts.length}`;
    if (facts !== this.#writtenFacts || this.isOver) {
      const isFirst = this.#writtenFacts === undefined;
      this.#writtenFacts = facts;
      await journal.write(record, { batch, job: isFirst && !this.isOver ? job : undefined });
      this.#options.onWrite();
    } else if (batch !== undefined) await journal.append(record.id, batch);
  }

  #takeBatch(): JournalBatch | undefined {
    if (this.#pending.length === 0) return undefined;
    const bytes = joinBytes(this.#pending);
    let end = 0;
    const ends = this.#pending.map((event) => (end += event.length));
    const batch: JournalBatch = {
      first: this.#written,
      bytes,
      ends,
      at: this.#options.now(),
      ...(this.#options.job === undefined ? {} : { said: this.#said }),
    };
    this.#written += this.#pending.length;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#said = [];
    this.#saidBytes = 0;
    return batch;
  }

  #wake(): void {
    this.#more.resolve();
    this.#more = Promise.withResolvers<void>();
  }
}

/** Attempts of an earlier life come first. */
function servedBy(
  source: RunSource,
  before: readonly AttemptRecord[],
): Pick<RunRecord, "model" | "attempts"> {
  const attempts = source
    .attempts()
    .map((record) => ({ ...record, attempt: before.length + record.attempt }));
  return { model: source.model, attempts: [...before, ...attempts] };
}

function tooLong(): AppError {
  return new AppError("too_large", "An event is longer than the journal's rows may be.");
}

/** Byte arrays one after the other, as a copy: a byte stream takes the memory of what it is given. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
