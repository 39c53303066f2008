import type { CounterAnswer } from "../../worker/gateway/routes/evaluate-route.ts";
import type { CounterState } from "../../worker/gateway/routes/counter-window.ts";
import { waitFor, windowAt } from "../../worker/gateway/routes/counter-window.ts";
import type { CounterCharge } from "../../worker/gateway/routes/route-book-client.ts";
import type { RouteCounter } from "../../worker/gateway/routes/routed-plan.ts";
import { nanoDollars } from "../ledger/money.ts";

type CounterRow = Record<string, SqlStorageValue> & CounterState;

/** Counters of routes' rate limits in the object's SQLite. Every call is synchronous. */
export class CounterStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS counters (
        route TEXT NOT NULL, element TEXT NOT NULL, key TEXT NOT NULL, unit TEXT NOT NULL,
        interval_ms INTEGER NOT NULL, start INTEGER NOT NULL, used INTEGER NOT NULL,
        before INTEGER NOT NULL, ends_at INTEGER NOT NULL,
        PRIMARY KEY (route, element, key, unit, interval_ms)) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS counters_end ON counters (ends_at);
    `);
  }

  /** Whether a counter lets one more through, which is counted with `take`. */
  ask(route: string, counter: RouteCounter, take: boolean, now: number): CounterAnswer {
    const state = this.#read(route, counter, now);
    const { limitType } = counter;
    const limit = limitType === "cost" ? (nanoDollars(counter.limit) ?? 0) : counter.limit;
    const wait = waitFor(state, { limit, weight: 1 }, counter, now);
    if (wait > 0) return { type: "limited", retryAfter: Math.ceil(wait / 1000) };
    if (take && limitType === "count") this.#write(route, counter, state, 1);
    return { type: "admitted" };
  }

  charge(route: string, { counter, amount }: CounterCharge, now: number): void {
    this.#write(route, counter, this.#read(route, counter, now), amount);
  }

  remove(route: string): void {
    this.#sql.exec("DELETE FROM counters WHERE route = ?", route);
  }

  /** Deletes counters that have no effect any more, and says whether any are left. */
  sweep(now: number): boolean {
    this.#sql.exec("DELETE FROM counters WHERE ends_at <= ?", now);
    return this.#sql.exec("SELECT 1 FROM counters LIMIT 1").toArray().length > 0;
  }

  #read(
    route: string,
    { element, key, limitType, intervalMs }: RouteCounter,
    now: number,
  ): CounterState {
    const [row] = this.#sql
      .exec<CounterRow>(
        `SELECT start, used, before FROM counters
         WHERE route = ? AND element = ? AND key = ? AND unit = ? AND interval_ms = ?`,
        route,
        element,
        key,
        limitType,
        intervalMs,
      )
      .toArray();
    return windowAt(row, intervalMs, now);
  }

  #write(
    route: string,
    { element, key, limitType, intervalMs }: RouteCounter,
    { start, used, before }: CounterState,
    amount: number,
  ): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO counters VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      route,
      element,
      key,
      limitType,
      intervalMs,
      start,
      used + amount,
      before,
      // What passed in a window counts until the end of the next one.
      start + 2 * intervalMs,
    );
  }
}
