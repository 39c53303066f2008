import type { RunJob } from "../../worker/gateway/run-job.ts";
import type { Task, TaskEvent } from "../../worker/gateway/run-types.ts";
import type { RunRecord } from "./run-record.ts";

/** Events of a run that were written together. */
export interface JournalBatch {
  /** Index of the first. */
  readonly first: number;
  readonly events: readonly string[];
  /** Milliseconds since 1970 when they were written. */
  readonly at: number;
  /** What the engine said, for going on after a death; absent when the run can't. */
  readonly said?: readonly TaskEvent[Task][];
}

/** Events as they were written; `first` is the index of the first. */
export interface StoredEvents {
  readonly first: number;
  readonly events: readonly string[];
}

/** What is written together with a run's record. */
interface Writing {
  readonly batch?: JournalBatch | undefined;
  readonly job?: RunJob | undefined;
}

const UNCONFIRMED = { allowUnconfirmed: true } as const;
/** Rows that are read at once while old runs are deleted: their values come along. */
const SWEEP_ROWS = 16;
/** Keys of one call of the platform. */
const KEYS_AT_ONCE = 128;

/**
 * Runs and their events in the object's storage. Writes are unconfirmed: they are in order and
 * atomic within one event, but nothing that leaves the object waits for the disk, so journalling
 * never delays a token (the output gate would hold what is sent after a confirmed write).
 */
export class RunJournal {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  record(id: string): RunRecord | undefined {
    return this.#storage.kv.get<RunRecord>(`run/${id}`);
  }

  job(id: string): RunJob | undefined {
    return this.#storage.kv.get<RunJob>(`job/${id}`);
  }

  /** Runs that have not ended, as far as was written. */
  live(): string[] {
    return [...this.#storage.kv.list<true>({ prefix: "live/" })].map(([key]) => key.slice(5));
  }

  /** Writes what is known of a run; with its job where it shall be able to go on after a death. */
  async write(record: RunRecord, { batch, job }: Writing = {}): Promise<void> {
    const { id, end } = record;
    const entries: Record<string, unknown> = { [`run/${id}`]: record };
    if (batch !== undefined) entries[batchKey(id, batch.first)] = batch;
    if (job !== undefined) entries[`job/${id}`] = job;
    if (end === undefined) entries[`live/${id}`] = true;
    else entries[`end/${padded(end.at)}/${id}`] = id;
    const written = this.#storage.put(entries, UNCONFIRMED);
    // A short run has these never had.
    if (end !== undefined && this.#storage.kv.get(`live/${id}`) !== undefined)
      await this.#storage.delete([`live/${id}`, `job/${id}`], UNCONFIRMED);
    await written;
  }

  /** Writes what is known of a run in such a way that nothing leaves the object before it is kept. */
  async confirm(record: RunRecord): Promise<void> {
    await this.#storage.put(`run/${record.id}`, record);
  }

  /** Writes events of a live run whose record has not changed. */
  async append(id: string, batch: JournalBatch): Promise<void> {
    await this.#storage.put(batchKey(id, batch.first), batch, UNCONFIRMED);
  }

  /**
   * Events from an index on, or from the next one that there is: at least those of one row, and of
   * further rows while they are within `length` code units.
   */
  eventsAt(id: string, index: number, length: number): StoredEvents | undefined {
    const batch = this.#batchAt(id, index);
    if (batch === undefined) return undefined;
    const first = Math.max(index, batch.first);
    const events = batch.events.slice(first - batch.first);
    let left = length - lengthOf(events);
    const { kv } = this.#storage;
    const options = { prefix: `events/${id}/`, start: batchKey(id, first + events.length) };
    for (const [, next] of kv.list<JournalBatch>(options)) {
      left -= lengthOf(next.events);
      // Indices go on without a gap within one reading.
      if (left < 0 || next.first !== first + events.length) break;
      events.push(...next.events);
    }
    return { first, events };
  }

  /** The batch that holds an index, or else the next one after it. */
  #batchAt(id: string, index: number): JournalBatch | undefined {
    const { kv } = this.#storage;
    const prefix = `events/${id}/`;
    const end = batchKey(id, index + 1);
    for (const [, batch] of kv.list<JournalBatch>({ prefix, end, reverse: true, limit: 1 }))
      if (index < batch.first + batch.events.length) return batch;
    for (const [, batch] of kv.list<JournalBatch>({ prefix, start: end, limit: 1 })) return batch;
    return undefined;
  }

  /** What was written last of a run's events. */
  lastBatch(id: string): JournalBatch | undefined {
    const { kv } = this.#storage;
    const last = kv.list<JournalBatch>({ prefix: `events/${id}/`, reverse: true, limit: 1 });
    for (const [, batch] of last) return batch;
    return undefined;
  }

  /** What the engine said in a run, in order. */
  said(id: string): TaskEvent[Task][] {
    const batches = this.#storage.kv.list<JournalBatch>({ prefix: `events/${id}/` });
    return [...batches].flatMap(([, batch]) => batch.said ?? []);
  }

  /**
   * Deletes runs that ended before `before`, and gives back when the oldest that is left ended.
   * The last run takes everything with it: an object without data costs nothing.
   */
  async sweep(before: number): Promise<number | undefined> {
    const { kv } = this.#storage;
    const old = [...kv.list<string>({ prefix: "end/", end: `end/${padded(before)}` })];
    for (const [key, id] of old) {
      await this.#deleteEvents(id);
      await this.#storage.delete([key, `run/${id}`]);
    }
    for (const [key] of kv.list({ prefix: "end/", limit: 1 })) return Number(key.split("/")[1]);
    if (this.live().length === 0) await this.#storage.deleteAll();
    return undefined;
  }

  async #deleteEvents(id: string): Promise<void> {
    for (;;) {
      const rows = this.#storage.kv.list({ prefix: `events/${id}/`, limit: SWEEP_ROWS });
      const keys = [...rows].map(([key]) => key);
      if (keys.length === 0) return;
      await this.#storage.delete(keys.slice(0, KEYS_AT_ONCE));
    }
  }
}

function lengthOf(events: readonly string[]): number {
  return events.reduce((sum, event) => sum + event.length, 0);
}

function batchKey(id: string, first: number): string {
  return `events/${id}/${padded(first)}`;
}

/** Numbers whose texts sort as they do. */
function padded(value: number): string {
  return String(value).padStart(16, "0");
}
