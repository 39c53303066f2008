import type { ReplyRecord } from "./reply-record.ts";
import type { LastLife, SessionJournal } from "./session-journal.ts";

type Stored = Omit<LastLife, "reply" | "cut">;

/** What is stored is read by other versions of the program too: another shape has another number. */
const VERSION = 1;
const TURN = `life/${VERSION}/turn`;
const REPLY = `life/${VERSION}/reply`;
const CUT = `life/${VERSION}/cut`;
const KEYS = [TURN, REPLY, CUT];
/** An object that died with a reply under way comes to life again after so long at the latest. */
const ALARM_MS = 20_000;
const UNCONFIRMED = { allowUnconfirmed: true } as const;

/** The journal in an object's storage; it wakes the object whose reply is under way. */
export interface StoredJournal extends SessionJournal {
  /** The alarm has come: whether a reply is under way, so that the object must live. */
  isDue(): boolean;
}

/**
 * Writes are unconfirmed: they are in order, and those of one event are atomic together with its
 * other writes, but nothing that is sent waits for the disk. What acknowledges something to the
 * client is a write that is waited for, and comes after these. A write that fails breaks the object,
 * which the platform says to all that it is doing.
 */
export function storedJournal(
  ctx: Pick<DurableObjectState, "storage" | "waitUntil">,
): StoredJournal {
  const { storage } = ctx;
  const { kv } = storage;
  let isArmed = false;
  const arm = (): void => {
    if (isArmed) return;
    isArmed = true;
    ctx.waitUntil(storage.setAlarm(Date.now() + ALARM_MS, UNCONFIRMED));
  };
  return {
    read() {
      const stored = kv.get<Stored>(TURN);
      if (stored === undefined) return undefined;
      const reply = kv.get<ReplyRecord>(REPLY);
      return { ...stored, reply, cut: kv.get<ReplyRecord[]>(CUT) ?? [] };
    },
    keep({ life, reply, cut }) {
      const entries: Record<string, unknown> = {};
      if (life !== undefined) entries[TURN] = { at: Date.now(), ...life };
      if (reply !== undefined && reply !== "none") entries[REPLY] = reply;
      if (cut !== undefined) entries[CUT] = cut;
      ctx.waitUntil(storage.put(entries, UNCONFIRMED));
      if (reply === "none") ctx.waitUntil(storage.delete([REPLY], UNCONFIRMED));
      else if (reply !== undefined) arm();
    },
    written: () => storage.sync(),
    isDue() {
      isArmed = false;
      const isOpen = kv.get(REPLY) !== undefined;
      if (isOpen) arm();
      return isOpen;
    },
    clear() {
      ctx.waitUntil(storage.delete(KEYS, UNCONFIRMED));
    },
  };
}
