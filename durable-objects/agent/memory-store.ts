import { AGENT_LIMITS } from "./agent-limits.ts";
import type { Fact, Forgotten, Learned } from "./fact.ts";
import { factKey, factText } from "./fact-text.ts";

/** Facts about one user in the object's SQLite. */
export class MemoryStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS facts (
        id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, key TEXT UNIQUE NOT NULL,
        at INTEGER NOT NULL, session TEXT NOT NULL, via TEXT NOT NULL);
    `);
  }

  /** All facts, the oldest first. */
  all(): Fact[] {
    return this.#sql
      .exec<Fact & Record<string, SqlStorageValue>>(
        "SELECT id, text, at, session, via FROM facts ORDER BY at, id",
      )
      .toArray();
  }

  /**
   * Keeps a fact; one that says the same gets the new words and time. The oldest goes where there
   * are too many. Undefined for a text that is no fact: empty, or too long.
   */
  remember(text: string, { at, session, via }: Learned): Fact | undefined {
    const line = factText(text);
    if (line === undefined) return undefined;
    const key = factKey(line);
    if (key === "") return undefined;
    const fact = this.#sql
      .exec<Fact & Record<string, SqlStorageValue>>(
        `INSERT INTO facts (text, key, at, session, via) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (key) DO UPDATE SET text = excluded.text, at = excluded.at
         RETURNING id, text, at, session, via`,
        line,
        key,
        at,
        session,
        via,
      )
      .one();
    this.#sql.exec(
      "DELETE FROM facts WHERE id NOT IN (SELECT id FROM facts ORDER BY at DESC, id DESC LIMIT ?)",
      AGENT_LIMITS.facts,
    );
    return fact;
  }

  /** Forgets the fact of this number, or the one that these words fit. */
  forget(what: string): Forgotten {
    const facts = this.all();
    const number = /^\s*#?(\d{1,15})\.?\s*$/.exec(what)?.[1];
    const key = factKey(what);
    const fits = facts.filter((fact) => {
      if (number !== undefined) return fact.id === Number(number);
      return key !== "" && factKey(fact.text).includes(key);
    });
    const [only] = fits;
    if (only === undefined) return { type: "unknown" };
    if (fits.length > 1) return { type: "several", facts: fits };
    this.remove(only.id);
    return { type: "forgotten", text: only.text };
  }

  /** Forgets one fact; false where there is none of this number. */
  remove(id: number): boolean {
    return this.#sql.exec("DELETE FROM facts WHERE id = ?", id).rowsWritten > 0;
  }

  /** Forgets everything. */
  clear(): void {
    this.#sql.exec("DELETE FROM facts");
  }
}
