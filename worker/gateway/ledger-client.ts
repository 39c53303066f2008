import type { AttemptRecord, RecordSink } from "./attempt-record.ts";
import { binding } from "./environment.ts";
import type { Environment } from "./environment.ts";

/** Milliseconds that records gather before they are sent together. */
const GATHER_MS = 200;
/** Records that one call takes. */
const RECORDS_AT_ONCE = 500;
/** Records that wait while the ledger can't be reached; with more, the oldest are given up. */
const RECORDS_WAITING = 20_000;
/** Waits before further tries, in milliseconds. */
const RETRY_MS = [100, 500, 2_500] as const;
/** Milliseconds after which whoever delivers is taken to have been ended by the platform. */
const STALE_MS = 10_000;

/** The ledger's object as its clients see it; `DurableObjectStub<Ledger>` fits it. */
export interface LedgerStub {
  /** Keeps records. One that it has already (same run, same attempt) is not counted again. */
  add(records: readonly AttemptRecord[]): Promise<void>;
  /** `GET /v1/spend`. */
  fetch(request: Request): Promise<Response>;
}

/** The binding `LEDGER`. */
export interface LedgerNamespace {
  getByName(name: string): LedgerStub;
}

/** Keeps the platform from ending a request or an object before a work is done. */
export type WaitUntil = (work: Promise<unknown>) => void;

/** Records of one isolate on their way. */
interface Queue {
  records: AttemptRecord[];
  /** Since when somebody delivers them. */
  deliveredSince: number | undefined;
}

/** Requests share a queue, so that many records make one call. Only data is shared, no I/O. */
const queues = new WeakMap<Environment, Queue>();

/** The object that keeps the spend; undefined where none is bound. */
export function ledgerOf(env: Environment): LedgerStub | undefined {
  return (binding(env, "LEDGER") as LedgerNamespace | undefined)?.getByName("spend");
}

/**
 * A sink that brings records to the ledger, together and off the hot path: it takes them at once,
 * and they are delivered with `waitUntil`. A record leaves the queue when the ledger has it; if the
 * platform ends whoever delivers, the next record's request does it. Records go nowhere where no
 * ledger is bound.
 */
export function createLedgerSink(env: Environment, waitUntil: WaitUntil): RecordSink {
  return (record) => {
    const queue = queueOf(env);
    queue.records.push(record);
    if (queue.records.length > RECORDS_WAITING) giveUp(queue, queue.records.length / 2);
    const now = Date.now();
    if (queue.deliveredSince !== undefined && now - queue.deliveredSince < STALE_MS) return;
    queue.deliveredSince = now;
    waitUntil(deliverAll(env, queue, now));
  };
}

function queueOf(env: Environment): Queue {
  const known = queues.get(env);
  if (known !== undefined) return known;
  const queue: Queue = { records: [], deliveredSince: undefined };
  queues.set(env, queue);
  return queue;
}

async function deliverAll(env: Environment, queue: Queue, since: number): Promise<void> {
  await sleep(GATHER_MS);
  const ledger = ledgerOf(env);
  if (ledger === undefined) queue.records = [];
  else
    while (queue.records.length > 0) {
      const batch = queue.records.slice(0, RECORDS_AT_ONCE);
      if (!(await deliver(ledger, batch))) break;
      const delivered = new Set(batch);
      queue.records = queue.records.filter((record) => !delivered.has(record));
    }
  if (queue.deliveredSince === since) queue.deliveredSince = undefined;
}

/** Whether the ledger has the records now. */
async function deliver(ledger: LedgerStub, records: readonly AttemptRecord[]): Promise<boolean> {
  for (const wait of [...RETRY_MS, undefined]) {
    try {
      await ledger.add(records);
      return true;
    } catch (thrown) {
      if (wait !== undefined) await sleep(wait);
      else log("The ledger can't be reached; its records wait.", thrown);
    }
  }
  return false;
}

function giveUp(queue: Queue, count: number): void {
  const lost = queue.records.splice(0, Math.ceil(count));
  log(`${lost.length} attempts could not be written down.`, lost[0]?.runId);
}

function log(message: string, cause: unknown): void {
  // oxlint-disable-next-line no-console -- the platform's log is the console
  console.error(message, cause);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
