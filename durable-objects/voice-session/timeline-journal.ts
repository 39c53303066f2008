import { followEntry, TIMELINE_VERSION } from "../../shared/timeline/timeline.ts";
import type { Timeline } from "../../shared/timeline/timeline.ts";
import type { TimelineEntry, TimelineFact } from "../../shared/timeline/timeline-entry.ts";
import type { Turn } from "../../shared/turn/turn.ts";

/** How long entries are gathered before they are written, in milliseconds. */
export const FLUSH_MS = 1_000;
/** Characters of JSON that are kept of one conversation: some hours of talk. */
const KEPT_LENGTH = 2_000_000;

/** How the journal tells time. */
export interface JournalClock {
  readonly now: () => number;
  readonly schedule: (ms: number, callback: () => void) => () => void;
}

type BatchRow = { id: number; entries: string };

/**
 * Everything that happens in a conversation, in the object's SQLite. Entries are written in batches
 * a while after they came, since what is sent after a write waits for the disk; a crash loses the
 * last ones. The oldest are dropped, and the machine's state after them is kept in their place.
 */
export class TimelineJournal {
  readonly #sql: SqlStorage;
  readonly #clock: JournalClock;
  #waiting: TimelineEntry[] = [];
  #cancel: (() => void) | undefined;
  #isOver = false;

  constructor(sql: SqlStorage, clock: JournalClock) {
    this.#sql = sql;
    this.#clock = clock;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS timeline (
        id INTEGER PRIMARY KEY AUTOINCREMENT, length INTEGER NOT NULL, entries TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS timeline_base (
        id INTEGER PRIMARY KEY CHECK (id = 1), turn TEXT NOT NULL);
    `);
  }

  /** Something happened now. */
  note(fact: TimelineFact): void {
    if (this.#isOver) return;
    this.#waiting.push({ at: this.#clock.now(), ...fact });
    this.#cancel ??= this.#clock.schedule(FLUSH_MS, () => this.flush());
  }

  /** Writes what waits. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#waiting.length === 0) return;
    const entries = JSON.stringify(this.#waiting);
    this.#waiting = [];
    this.#sql.exec("INSERT INTO timeline (length, entries) VALUES (?, ?)", entries.length, entries);
    this.#dropOldest();
  }

  /** The whole timeline, as far as it is kept. */
  read(session: string): Timeline {
    this.flush();
    const rows = this.#sql.exec<BatchRow>("SELECT id, entries FROM timeline ORDER BY id").toArray();
    const base = this.#base();
    return {
      version: TIMELINE_VERSION,
      session,
      ...(base === undefined ? {} : { base }),
      entries: rows.flatMap((row) => JSON.parse(row.entries) as TimelineEntry[]),
    };
  }

  /** Forgets everything, for good: the words of the conversation are in it. */
  clear(): void {
    this.#isOver = true;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#waiting = [];
    this.#sql.exec("DELETE FROM timeline");
    this.#sql.exec("DELETE FROM timeline_base");
  }

  #base(): Turn | undefined {
    const [row] = this.#sql.exec<{ turn: string }>("SELECT turn FROM timeline_base").toArray();
    return row === undefined ? undefined : (JSON.parse(row.turn) as Turn);
  }

  #dropOldest(): void {
    const { length } = this.#sql
      .exec<{ length: number }>("SELECT COALESCE(SUM(length), 0) AS length FROM timeline")
      .one();
    let excess = length - KEPT_LENGTH;
    if (excess <= 0) return;
    let base = this.#base();
    const rows = this.#sql.exec<BatchRow & { length: number }>(
      "SELECT id, length, entries FROM timeline ORDER BY id LIMIT 64",
    );
    for (const row of rows.toArray()) {
      if (excess <= 0) break;
      for (const entry of JSON.parse(row.entries) as TimelineEntry[])
        base = followEntry(base, entry);
      this.#sql.exec("DELETE FROM timeline WHERE id = ?", row.id);
      excess -= row.length;
    }
    if (base === undefined) return;
    this.#sql.exec(
      `INSERT INTO timeline_base (id, turn) VALUES (1, ?)
       ON CONFLICT (id) DO UPDATE SET turn = excluded.turn`,
      JSON.stringify(base),
    );
  }
}
