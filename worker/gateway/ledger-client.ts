import type { AttemptRecord, RecordSink } from "./attempt-record.ts";
import { binding } from "./environment.ts";
import type { Environment } from "./environment.ts";

/** Milliseconds that records gather before they are sent together. */
const GATHER_MS = 50;
/** Records that one call takes. */
const RECORDS_AT_ONCE = 500;
/** Waits before further tries, in milliseconds. */
const RETRY_MS = [100, 500, 2_500] as const;

/** The ledger's object as its clients see it; `DurableObjectStub<Ledger>` fits it. */
export interface LedgerStub {
  /** Keeps records. One that it has already (same run, same attempt) is not counted again. */
  add(records: readonly AttemptRecord[]): Promise<void>;
  fetch(request: Request): Promise<Response>;
}

/** The binding `LEDGER`. */
export interface LedgerNamespace {
  getByName(name: string): LedgerStub;
}

/** The object that keeps the spend; undefined where none is bound. */
export function ledgerOf(env: Environment): LedgerStub | undefined {
  return (binding(env, "LEDGER") as LedgerNamespace | undefined)?.getByName("spend");
}

/**
 * A sink that brings records to the ledger, together and off the hot path: it takes them at once,
 * and `waitUntil` (of the request or the object) keeps the platform from ending before they are
 * delivered. What can't be delivered after several tries is logged, as it can't be kept. Records go
 * nowhere where no ledger is bound.
 */
export function createLedgerSink(
  env: Environment,
  waitUntil: (work: Promise<unknown>) => void,
): RecordSink {
  let gathered: AttemptRecord[] | undefined;
  return (record) => {
    if (gathered !== undefined) {
      gathered.push(record);
      return;
    }
    const records = [record];
    gathered = records;
    const deliverAll = async (): Promise<void> => {
      await sleep(GATHER_MS);
      gathered = undefined;
      const ledger = ledgerOf(env);
      if (ledger === undefined) return;
      for (let at = 0; at < records.length; at += RECORDS_AT_ONCE)
        await deliver(ledger, records.slice(at, at + RECORDS_AT_ONCE));
    };
    waitUntil(deliverAll());
  };
}

async function deliver(ledger: LedgerStub, records: readonly AttemptRecord[]): Promise<void> {
  for (const wait of [...RETRY_MS, undefined]) {
    try {
      return await ledger.add(records);
    } catch (thrown) {
      if (wait === undefined)
        // oxlint-disable-next-line no-console -- the platform's log is the console
        return console.error(`${records.length} attempts could not be written down.`, thrown);
      await sleep(wait);
    }
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
