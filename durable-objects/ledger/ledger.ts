import { DurableObject } from "cloudflare:workers";
import { AppError } from "../../shared/errors/app-error.ts";
import { ERROR_CODES } from "../../shared/errors/error-codes.ts";
import type { Env } from "../../worker/env.ts";
import type { AttemptRecord } from "../../worker/gateway/attempt-record.ts";
import type { LedgerStub } from "../../worker/gateway/ledger-client.ts";
import { LEDGER_LIMITS } from "./ledger-limits.ts";
import { readSpendQuery } from "./spend-query.ts";
import { SpendStore } from "./spend-store.ts";

const DAY_MS = 24 * 60 * 60_000;

/**
 * Keeps what every attempt used and cost, and adds it up. Whoever hands records over is answered
 * when they are kept: the platform holds the answer back until the write is durable.
 */
export class Ledger extends DurableObject<Env> implements LedgerStub {
  readonly #store = new SpendStore(this.ctx.storage.sql);

  /** Keeps records, all or none; one that is there already is not counted again. */
  async add(records: readonly AttemptRecord[]): Promise<void> {
    this.ctx.storage.transactionSync(() => {
      for (const record of records) this.#store.add(record);
    });
    if ((await this.ctx.storage.getAlarm()) === null)
      await this.ctx.storage.setAlarm(Date.now() + LEDGER_LIMITS.sweepMs);
  }

  /** `GET /v1/spend`. The Worker has checked who asks. */
  override async fetch(request: Request): Promise<Response> {
    try {
      const query = readSpendQuery(new URL(request.url).searchParams);
      return Response.json(this.#store.spend(query));
    } catch (thrown) {
      const { code, message, retryable, field } = AppError.from(thrown);
      return Response.json(
        { error: { code, message, retryable, ...(field === undefined ? {} : { field }) } },
        { status: ERROR_CODES[code].status },
      );
    }
  }

  /** Deletes records whose time is over. */
  override async alarm(): Promise<void> {
    const isAnyLeft = this.#store.sweep(Date.now() - LEDGER_LIMITS.keepDays * DAY_MS);
    if (isAnyLeft) await this.ctx.storage.setAlarm(Date.now() + LEDGER_LIMITS.sweepMs);
  }
}
