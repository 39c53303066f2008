import type { KeptTurn } from "../../shared/turn/woken-turn.ts";
import type { ReplyRecord } from "./reply-record.ts";

/** What is left of a life of the object, for the next one. */
export interface LastLife {
  /** When it was written last, in milliseconds since the epoch. */
  readonly at: number;
  readonly turn: KeptTurn;
  /** The user's words in the turn that was under way, as far as they were known. */
  readonly words: string;
  /** The reply that was under way. */
  readonly reply: ReplyRecord | undefined;
  /** Replies that were cut short: how much of them was heard may be corrected. */
  readonly cut: readonly ReplyRecord[];
}

/** What is to be kept from now on. */
export interface JournalEntries {
  readonly life?: Pick<LastLife, "turn" | "words">;
  readonly reply?: ReplyRecord | "none";
  readonly cut?: readonly ReplyRecord[];
}

/** Keeps what is under way, so that another life of the object goes on with it. */
export interface SessionJournal {
  /** What the last life left; undefined: there was none. */
  read(): LastLife | undefined;
  /** Keeps what is given, and leaves the rest as it was. Nothing that is sent waits for it. */
  keep(entries: JournalEntries): void;
  /** Resolves when everything that was kept so far is on the disk. */
  written(): Promise<void>;
  /** Forgets everything. */
  clear(): void;
}
