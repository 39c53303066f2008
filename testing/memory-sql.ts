import { DatabaseSync } from "node:sqlite";
import type { StatementSync, SQLInputValue } from "node:sqlite";

/** An object's SQLite in memory, as its code sees it, and what its platform does around it. */
export interface MemorySql {
  readonly sql: SqlStorage;
  /** Whether something was written that is not durable yet. */
  readonly isDirty: boolean;
  /** What was written is durable from now on. */
  commit(): void;
  /** What was not durable is gone, as when the object's machine is lost. */
  rollback(): void;
  close(): void;
}

/** Makes an empty one. */
export function createMemorySql(): MemorySql {
  const database = new DatabaseSync(":memory:");
  const statements = new Map<string, StatementSync>();
  let isDirty = false;

  function exec(query: string, ...bindings: SQLInputValue[]): unknown {
    // A script of several statements has no parameters and gives no rows.
    if (bindings.length === 0 && query.trim().split(";").length > 2) {
      database.exec(query);
      return cursorOf([], 0);
    }
    const statement = statements.get(query) ?? database.prepare(query);
    statements.set(query, statement);
    if (/^\s*SELECT/i.test(query)) return cursorOf(statement.all(...bindings), 0);
    if (!isDirty) {
      isDirty = true;
      database.exec("BEGIN");
    }
    if (/\bRETURNING\b/i.test(query)) {
      const rows = statement.all(...bindings);
      return cursorOf(rows, rows.length);
    }
    return cursorOf([], Number(statement.run(...bindings).changes));
  }

  function end(how: "COMMIT" | "ROLLBACK"): void {
    if (isDirty) database.exec(how);
    isDirty = false;
  }

  return {
    sql: { exec } as unknown as SqlStorage,
    get isDirty() {
      return isDirty;
    },
    commit: () => end("COMMIT"),
    rollback: () => end("ROLLBACK"),
    close: () => database.close(),
  };
}

function cursorOf(rows: readonly unknown[], rowsWritten: number) {
  return {
    rowsWritten,
    toArray: () => rows.map((row) => ({ ...(row as object) })),
    one() {
      if (rows.length !== 1) throw new Error(`Expected one row, not ${rows.length}.`);
      return { ...(rows[0] as object) };
    },
  };
}
