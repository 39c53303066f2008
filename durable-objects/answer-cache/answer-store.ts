import { AnswerRecords, joinBytes, recordBytes } from "../../worker/gateway/answer-records.ts";
import type { CacheStore, KeptAnswer } from "../../worker/gateway/cache-store.ts";
import type { WaitUntil } from "../../worker/gateway/ledger-client.ts";

/** What the storage knows of an answer besides its events. */
interface AnswerHead {
  readonly form: typeof FORM;
  readonly model: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly rows: number;
}

interface TimedAnswer {
  readonly answer: KeptAnswer;
  readonly expiresAt: number;
}

/** How events are written; what was written otherwise is not read. */
const FORM = 1;
const HEAD = "answer";
const UNCONFIRMED = { allowUnconfirmed: true } as const;

/**
 * One answer in an object's storage, in rows of bytes, and in memory once it was asked for. It is
 * written unconfirmed: an answer that is lost is only asked for again, and nothing that leaves the
 * object waits for the disk. An alarm deletes it when its time is over.
 */
export class AnswerStore implements CacheStore {
  readonly #storage: DurableObjectStorage;
  readonly #rowBytes: number;
  readonly #waitUntil: WaitUntil;
  #kept: TimedAnswer | undefined;

  constructor(storage: DurableObjectStorage, rowBytes: number, waitUntil: WaitUntil) {
    this.#storage = storage;
    this.#rowBytes = rowBytes;
    this.#waitUntil = waitUntil;
  }

  get(_key: string, now: number): KeptAnswer | undefined {
    this.#kept ??= this.#read(now);
    if (this.#kept === undefined || now < this.#kept.expiresAt) return this.#kept?.answer;
    this.#kept = undefined;
    return undefined;
  }

  set(_key: string, answer: KeptAnswer, expiresAt: number): void {
    this.#kept = { answer, expiresAt };
    this.#waitUntil(this.#write(answer, expiresAt));
  }

  /** Deletes an answer whose time is over: an object without data costs nothing. */
  async sweep(now: number): Promise<void> {
    const head = this.#head();
    // Another answer may have come in the place of the one that this alarm was for.
    if (head !== undefined && now < head.expiresAt) return this.#storage.setAlarm(head.expiresAt);
    this.#kept = undefined;
    await this.#storage.deleteAll();
  }

  async #write({ model, events, bytes }: KeptAnswer, expiresAt: number): Promise<void> {
    const records = joinBytes(events.map((event) => recordBytes({ type: "event", event })));
    const rows = Math.ceil(records.length / this.#rowBytes);
    const head: AnswerHead = { form: FORM, model, bytes, expiresAt, rows };
    const entries: Record<string, unknown> = { [HEAD]: head };
    for (let row = 0; row < rows; row++)
      entries[rowKey(row)] = records.slice(row * this.#rowBytes, (row + 1) * this.#rowBytes);
    const old = this.#head()?.rows ?? 0;
    const unused = Array.from({ length: Math.max(0, old - rows) }, (_, at) => rowKey(rows + at));
    // What is written in one turn is kept together or not at all.
    await Promise.all([
      this.#storage.put(entries, UNCONFIRMED),
      unused.length === 0 ? undefined : this.#storage.delete(unused, UNCONFIRMED),
      this.#storage.setAlarm(expiresAt, UNCONFIRMED),
    ]);
  }

  #head(): AnswerHead | undefined {
    const head = this.#storage.kv.get<AnswerHead>(HEAD);
    return head?.form === FORM ? head : undefined;
  }

  #read(now: number): TimedAnswer | undefined {
    const head = this.#head();
    if (head === undefined || now >= head.expiresAt) return undefined;
    const records = new AnswerRecords();
    const events = Array.from({ length: head.rows }, (_, row) =>
      records.add(this.#storage.kv.get<Uint8Array>(rowKey(row)) ?? new Uint8Array()),
    )
      .flat()
      .flatMap((record) => (record.type === "event" ? [record.event] : []));
    const { model, bytes, expiresAt } = head;
    return { answer: { model, events, bytes }, expiresAt };
  }
}

function rowKey(row: number): string {
  return `row/${row}`;
}
