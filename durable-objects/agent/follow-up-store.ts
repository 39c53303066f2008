import { AGENT_LIMITS } from "./agent-limits.ts";
import type { FollowUp } from "./follow-up.ts";

type Row = { id: string; at: number; note: string; state: FollowUp["state"]; schedule: string };

/** Follow-ups that are not told yet, in the object's SQLite. */
export class FollowUpStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS follow_ups (
        id TEXT PRIMARY KEY, at INTEGER NOT NULL, note TEXT NOT NULL, state TEXT NOT NULL,
        schedule TEXT NOT NULL);
    `);
  }

  /** All of them, the earliest first. */
  all(): FollowUp[] {
    return this.#sql
      .exec<Row>("SELECT id, at, note, state FROM follow_ups ORDER BY at, id")
      .toArray()
      .map(({ id, at, note, state }) => ({ id, at, note, state }));
  }

  due(): FollowUp[] {
    return this.all().filter(({ state }) => state === "due");
  }

  get isFull(): boolean {
    return this.all().length >= AGENT_LIMITS.followUps;
  }

  /** `schedule` is the id by which its alarm can be taken back. */
  add({ id, at, note, state }: FollowUp, schedule: string): void {
    this.#sql.exec(
      "INSERT INTO follow_ups (id, at, note, state, schedule) VALUES (?, ?, ?, ?, ?)",
      id,
      at,
      note,
      state,
      schedule,
    );
  }

  /** Its time has come; false where it was cancelled. */
  ripen(id: string): boolean {
    return this.#sql.exec("UPDATE follow_ups SET state = 'due' WHERE id = ?", id).rowsWritten > 0;
  }

  /** Takes one out and gives back its schedule; undefined where there is none. */
  remove(id: string): string | undefined {
    return this.#sql
      .exec<{ schedule: string }>("DELETE FROM follow_ups WHERE id = ? RETURNING schedule", id)
      .toArray()[0]?.schedule;
  }
}
