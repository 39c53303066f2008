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

  /** Whether a counter has room for `amount` more, which is counted with `take`. */
  ask(
    route: string,
    counter: RouteCounter,
    amount: number,
    take: boolean,
    now: number,
  ): CounterAnswer {
    const state = this.#read(route, counter, now);
    const limit = limitOf(counter);
    const wait = waitFor(state, { limit, weight: amount }, counter, now);
    if (wait > 0) return { type: "limited", retryAfter: Math.ceil(wait / 1000) };
    if (take) this.#write(route, counter, { ...state, used: state.used + amount });
    return { type: "admitted", start: state.start };
  }

  /** Adds to the window that began at `start`, where it still has an effect; else to the present one. */
  charge(route: string, { counter, amount, start }: CounterCharge, now: number): void {
    const state = this.#read(route, counter, now);
    const isBefore = start === state.start - counter.intervalMs;
    if (start !== undefined && start !== state.start && !isBefore) return;
    const sum = (count: number): number => Math.max(0, count + amount);
    const next = isBefore
      ? { ...state, before: sum(state.before) }
      : { ...state, used: sum(state.used) };
    this.#write(route, counter, next);
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
  ): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO counters VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      route,
      element,
      key,
      limitType,
      intervalMs,
      start,
      used,
      before,
      // What passed in a window counts until the end of the next one.
      start + 2 * intervalMs,
    );
  }
}

function limitOf({ limitType, limit }: RouteCounter): number {
  return limitType === "cost" ? (nanoDollars(limit) ?? 0) : limit;
}
