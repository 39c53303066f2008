import { AGENT_LIMITS } from "./agent-limits.ts";

/** A session of this user with this agent. */
export interface KnownSession {
  readonly session: string;
  /** Sequence of the last message that was read for facts. */
  readonly read: number;
}

/** Which sessions were this user's, in the object's SQLite. */
export class SessionStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS sessions (
        session TEXT PRIMARY KEY, at INTEGER NOT NULL, read INTEGER NOT NULL DEFAULT 0);
    `);
  }

  /** A session has begun or goes on. The oldest ones are forgotten where there are too many. */
  begin(session: string, at: number): void {
    this.#sql.exec(
      `INSERT INTO sessions (session, at) VALUES (?, ?)
       ON CONFLICT (session) DO UPDATE SET at = excluded.at`,
      session,
      at,
    );
    this.#sql.exec(
      "DELETE FROM sessions WHERE session NOT IN (SELECT session FROM sessions ORDER BY at DESC LIMIT ?)",
      AGENT_LIMITS.sessions,
    );
  }

  get(session: string): KnownSession | undefined {
    return this.#sql
      .exec<{ session: string; read: number }>(
        "SELECT session, read FROM sessions WHERE session = ?",
        session,
      )
      .toArray()[0];
  }

  /** Everything of it up to this message was read. */
  read(session: string, sequence: number): void {
    this.#sql.exec("UPDATE sessions SET read = ? WHERE session = ?", sequence, session);
  }
}
