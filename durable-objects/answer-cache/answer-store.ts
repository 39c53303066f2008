import { AppError } from "../../shared/errors/app-error.ts";
import { AnswerRecords, joinBytes, recordBytes } from "../../worker/gateway/answer-records.ts";
import type { CacheStore, KeptAnswer } from "../../worker/gateway/cache-store.ts";
import type { WaitUntil } from "../../worker/gateway/ledger-client.ts";
import type { RunEvent } from "../../worker/gateway/race-state.ts";
import { FlushClock } from "../runner/flush-clock.ts";
import type { AnswerCacheLimits } from "./answer-cache-limits.ts";

/** What the storage knows of an answer besides its events. */
interface StoredAnswer {
  readonly form: typeof FORM;
  readonly key: string;
  readonly model: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly rows: number;
  /** Bytes of all rows. */
  readonly bytes: number;
}

/** How events are written; what was written otherwise is not read. */
const FORM = 1;
/** Key of the bytes of all answers together. */
const TOTAL = "total";
const UNCONFIRMED = { allowUnconfirmed: true } as const;
/** Keys of one call of the platform. */
const KEYS_AT_ONCE = 128;
/** Answers that are looked at together while some are deleted. */
const PAGE = 64;
const FEW = 8;

/** An answer that is not written yet. */
interface UnwrittenAnswer {
  readonly answer: KeptAnswer;
  readonly stored: StoredAnswer;
  readonly records: Uint8Array;
}

/**
 * Answers in an object's storage, in rows of bytes that are read one by one. They are written a few
 * times a second, together, because a write takes the thread until the disk has it; and unconfirmed,
 * so that no stream that leaves the object waits for it: an answer that is lost is only asked for
 * again.
 */
export class AnswerStore implements CacheStore {
  readonly #storage: DurableObjectStorage;
  readonly #limits: AnswerCacheLimits;
  readonly #waitUntil: WaitUntil;
  readonly #clock: FlushClock;
  readonly #unwritten = new Map<string, UnwrittenAnswer>();
  #unwrittenBytes = 0;
  #alarmAt: number | undefined;

  constructor(storage: DurableObjectStorage, limits: AnswerCacheLimits, waitUntil: WaitUntil) {
    this.#storage = storage;
    this.#limits = limits;
    this.#waitUntil = waitUntil;
    this.#clock = new FlushClock(limits.flushMs);
  }

  get(key: string, now: number): KeptAnswer | undefined {
    const unwritten = this.#unwritten.get(key);
    if (unwritten !== undefined && now < unwritten.stored.expiresAt) return unwritten.answer;
    const stored = this.#latest(key);
    if (stored?.form !== FORM || now >= stored.expiresAt) return undefined;
    const read = (): Iterator<RunEvent> => this.#events(stored);
    return { model: stored.model, events: { [Symbol.iterator]: read } };
  }

  /** One that was there before stays for its readers, until it is swept. */
  set(key: string, answer: KeptAnswer, expiresAt: number): void {
    const { model, events } = answer;
    const { rowBytes, unwrittenBytes } = this.#limits;
    const records = joinBytes([...events].map((event) => recordBytes({ type: "event", event })));
    const bytes = records.length;
    const rows = Math.ceil(bytes / rowBytes);
    const stored: StoredAnswer = { form: FORM, key, model, expiresAt, rows, bytes };
    this.#unwritten.set(key, { answer, stored, records });
    this.#unwrittenBytes += bytes;
    if (this.#unwrittenBytes > unwrittenBytes) this.#flush();
    else this.#waitUntil(this.#clock.next(this.#flush));
  }

  readonly #flush = (): void => {
    const { rowBytes, storedBytes, graceMs } = this.#limits;
    const answers = [...this.#unwritten.values()];
    const [first] = answers;
    if (first === undefined) return;
    this.#unwritten.clear();
    this.#unwrittenBytes = 0;
    const total = answers.reduce((sum, { stored }) => sum + stored.bytes, this.#total());
    const entries: [string, unknown][] = [[TOTAL, total]];
    let [soonest, latest] = [first.stored.expiresAt, 0];
    for (const { stored, records } of answers) {
      entries.push([latestKey(stored.key), stored], [endKey(stored), stored]);
      for (let row = 0; row < stored.rows; row++)
        entries.push([rowKey(stored, row), records.slice(row * rowBytes, (row + 1) * rowBytes)]);
      soonest = Math.min(soonest, stored.expiresAt);
      latest = Math.max(latest, stored.expiresAt);
    }
    this.#waitUntil(this.#put(entries));
    this.#arm(soonest + graceMs);
    if (total > storedBytes) this.#waitUntil(this.#makeRoom(latest));
  };

  /**
   * Deletes answers whose time is over, and says when to look again. The last one takes everything
   * with it: an object without data costs nothing.
   */
  async sweep(now: number): Promise<void> {
    this.#alarmAt = undefined;
    this.#flush();
    const { graceMs } = this.#limits;
    for (;;) {
      const old = this.#soonest(now - graceMs + 1);
      if (old.length === 0) break;
      await this.#delete(old);
    }
    const [next] = this.#soonest(undefined, 1);
    if (next === undefined) await this.#storage.deleteAll();
    else this.#arm(next.expiresAt + graceMs);
  }

  /** Deletes what expires soonest, but nothing that expires as late as what has just come. */
  async #makeRoom(latest: number): Promise<void> {
    let over = this.#total() - this.#limits.storedBytes;
    while (over > 0) {
      const old = this.#soonest(latest, FEW);
      if (old.length === 0) return;
      await this.#delete(old);
      over = this.#total() - this.#limits.storedBytes;
    }
  }

  #latest(key: string): StoredAnswer | undefined {
    return this.#storage.kv.get<StoredAnswer>(latestKey(key));
  }

  #total(): number {
    return this.#storage.kv.get<number>(TOTAL) ?? 0;
  }

  *#events(stored: StoredAnswer): Generator<RunEvent, void> {
    const records = new AnswerRecords();
    for (let row = 0; row < stored.rows; row++) {
      const bytes = this.#storage.kv.get<Uint8Array>(rowKey(stored, row));
      if (bytes === undefined)
        throw new AppError("internal", "The kept answer is gone.", { retryable: true });
      for (const record of records.add(bytes)) if (record.type === "event") yield record.event;
    }
  }

  /** Some of those that expire before a time, soonest first. */
  #soonest(before?: number, limit = PAGE): StoredAnswer[] {
    const end = before === undefined ? {} : { end: `end/${padded(before)}` };
    const found = this.#storage.kv.list<StoredAnswer>({ prefix: "end/", limit, ...end });
    return [...found].map(([, stored]) => stored);
  }

  async #delete(answers: readonly StoredAnswer[]): Promise<void> {
    const keys = answers.flatMap((stored) => [
      endKey(stored),
      ...Array.from({ length: stored.rows }, (_, row) => rowKey(stored, row)),
      ...(this.#latest(stored.key)?.expiresAt === stored.expiresAt ? [latestKey(stored.key)] : []),
    ]);
    const freed = answers.reduce((sum, { bytes }) => sum + bytes, 0);
    const deleted = [this.#put([[TOTAL, this.#total() - freed]])];
    for (let at = 0; at < keys.length; at += KEYS_AT_ONCE)
      deleted.push(
        this.#storage.delete(keys.slice(at, at + KEYS_AT_ONCE), UNCONFIRMED).then(() => undefined),
      );
    await Promise.all(deleted);
  }

  /** What is written in one turn is kept together or not at all. */
  async #put(entries: readonly (readonly [string, unknown])[]): Promise<void> {
    const written: Promise<void>[] = [];
    for (let at = 0; at < entries.length; at += KEYS_AT_ONCE) {
      const some = Object.fromEntries(entries.slice(at, at + KEYS_AT_ONCE));
      written.push(this.#storage.put(some, UNCONFIRMED));
    }
    await Promise.all(written);
  }

  /** Wakes the object at a time, or sooner if it is to be woken sooner, also by an earlier life. */
  #arm(at: number): void {
    if (this.#alarmAt !== undefined && this.#alarmAt <= at) return;
    const [first] = this.#alarmAt === undefined ? this.#soonest(undefined, 1) : [];
    const before = (first?.expiresAt ?? Infinity) + this.#limits.graceMs;
    this.#alarmAt = Math.min(at, before);
    this.#waitUntil(this.#storage.setAlarm(this.#alarmAt, UNCONFIRMED));
  }
}

function latestKey(key: string): string {
  return `latest/${key}`;
}

function endKey({ expiresAt, key }: StoredAnswer): string {
  return `end/${padded(expiresAt)}/${key}`;
}

function rowKey({ expiresAt, key }: StoredAnswer, row: number): string {
  return `row/${key}/${expiresAt}/${row}`;
}

/** Numbers whose texts sort as they do. */
function padded(value: number): string {
  return String(Math.floor(value)).padStart(16, "0");
}
