import type {
  ActiveRoute,
  RouteDetail,
  RouteSummary,
  RouteVersion,
  WrittenElements,
} from "../../worker/gateway/routes/route-book-client.ts";
import { ROUTE_BOOK_LIMITS } from "./route-book-limits.ts";

type Row<T> = Record<string, SqlStorageValue> & T;

const SUMMARY = `name, active, latest, created_at AS createdAt, changed_at AS changedAt`;

/** Routes and their versions in the object's SQLite. Every call is synchronous. */
export class RouteStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS routes (
        name TEXT PRIMARY KEY, active INTEGER NOT NULL, latest INTEGER NOT NULL,
        created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS versions (
        route TEXT NOT NULL, version INTEGER NOT NULL, elements TEXT NOT NULL,
        created_at INTEGER NOT NULL, PRIMARY KEY (route, version)) WITHOUT ROWID;
    `);
  }

  count(): number {
    return this.#sql.exec<{ count: number }>("SELECT COUNT(*) AS count FROM routes").one().count;
  }

  list(): RouteSummary[] {
    return this.#sql
      .exec<Row<RouteSummary>>(`SELECT ${SUMMARY} FROM routes ORDER BY name`)
      .toArray();
  }

  summary(name: string): RouteSummary | undefined {
    return this.#sql
      .exec<Row<RouteSummary>>(`SELECT ${SUMMARY} FROM routes WHERE name = ?`, name)
      .toArray()[0];
  }

  active(name: string): ActiveRoute | undefined {
    const [row] = this.#sql
      .exec<{ version: number; elements: string }>(
        `SELECT version, elements FROM versions JOIN routes ON name = route AND active = version
         WHERE name = ?`,
        name,
      )
      .toArray();
    return row && { version: row.version, elements: JSON.parse(row.elements) as WrittenElements };
  }

  /** A version of a route, or undefined where either isn't there. */
  detail(name: string, version?: number): RouteDetail | undefined {
    const summary = this.summary(name);
    if (summary === undefined) return undefined;
    const wanted = version ?? summary.active;
    const [row] = this.#sql
      .exec<{ elements: string; created_at: number }>(
        "SELECT elements, created_at FROM versions WHERE route = ? AND version = ?",
        name,
        wanted,
      )
      .toArray();
    if (row === undefined) return undefined;
    return {
      ...summary,
      version: wanted,
      createdAt: row.created_at,
      elements: JSON.parse(row.elements) as WrittenElements,
      versions: this.#versions(name),
    };
  }

  /** Adds a version, to a new route where there is none of this name. The first one serves. */
  add(name: string, elements: string, activate: boolean, now: number): void {
    const version = (this.summary(name)?.latest ?? 0) + 1;
    this.#sql.exec("INSERT INTO versions VALUES (?, ?, ?, ?)", name, version, elements, now);
    if (version === 1)
      this.#sql.exec("INSERT INTO routes VALUES (?, ?, ?, ?, ?)", name, version, version, now, now);
    else
      this.#sql.exec(
        "UPDATE routes SET latest = ?, changed_at = ? WHERE name = ?",
        version,
        now,
        name,
      );
    if (activate) this.activate(name, version, now);
    this.#sql.exec(
      `DELETE FROM versions WHERE route = ?1 AND version <= ?2
       AND version <> (SELECT active FROM routes WHERE name = ?1)`,
      name,
      version - ROUTE_BOOK_LIMITS.versions,
    );
  }

  activate(name: string, version: number, now: number): void {
    this.#sql.exec(
      "UPDATE routes SET active = ?, changed_at = ? WHERE name = ?",
      version,
      now,
      name,
    );
  }

  remove(name: string): void {
    this.#sql.exec("DELETE FROM versions WHERE route = ?", name);
    this.#sql.exec("DELETE FROM routes WHERE name = ?", name);
  }

  #versions(name: string): RouteVersion[] {
    return this.#sql
      .exec<Row<RouteVersion>>(
        `SELECT version, created_at AS createdAt FROM versions WHERE route = ?
         ORDER BY version DESC`,
        name,
      )
      .toArray();
  }
}
