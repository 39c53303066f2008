import type { Turn } from "../../shared/turn/turn.ts";
import { keptTurn } from "../../shared/turn/woken-turn.ts";
import type { Reply } from "./reply.ts";
import type { ReplyRecord } from "./reply-record.ts";
import type { SessionPorts } from "./session-ports.ts";

/** What only moves on (samples played, words while somebody speaks) is written at most so often. */
const PROGRESS_MS = 1_000;
/** Replies that were cut short and may be corrected. */
const REMEMBERED = 4;

/** What is stored of a reply besides what it knows itself. */
type About = Pick<ReplyRecord, "to" | "connection">;

/**
 * Writes down what is under way, after everything that it made the session send: changes at once,
 * all of one moment together, and mere progress once a second.
 */
export class LifeKeeper {
  readonly #ports: SessionPorts;
  #turn: Turn | undefined;
  #words = { turn: 0, text: "" };
  #decided = "";
  #reply: { readonly reply: Reply; readonly about: About } | undefined;
  #cut: readonly ReplyRecord[];
  #due = new Set<"turn" | "reply" | "cut">();
  #cancel: (() => void) | undefined;
  #isOver = false;

  constructor(ports: SessionPorts, cut: readonly ReplyRecord[]) {
    this.#ports = ports;
    this.#cut = cut;
  }

  /** The turn after an event. */
  turn(turn: Turn): void {
    if (turn === this.#turn) return;
    this.#turn = turn;
    const decided = JSON.stringify(withoutProgress(turn));
    if (decided === this.#decided) return this.#writeSoon();
    this.#decided = decided;
    this.#write("turn");
  }

  /** The user's words in a turn so far. */
  words(turn: number, text: string): void {
    this.#words = { turn, text };
    this.#writeSoon();
  }

  /** A reply is under way. */
  begun(reply: Reply, about: About): void {
    this.#reply = { reply, about };
    this.#write("reply");
  }

  /** More is known of the reply that is under way. */
  changed(): void {
    if (this.#reply !== undefined) this.#write("reply");
  }

  /** It was cut short, after some of it may have been heard. */
  wasCut(): void {
    const record = this.#record();
    if (record === undefined) return;
    this.#cut = [...this.#cut.slice(1 - REMEMBERED), record];
    this.#write("cut");
  }

  /** No reply is under way. */
  ended(): void {
    this.#reply = undefined;
    this.#write("reply");
  }

  /** The conversation is given up: nothing more is written. */
  stop(): void {
    this.#isOver = true;
    this.#cancel?.();
  }

  #record(): ReplyRecord | undefined {
    const { reply, about } = this.#reply ?? {};
    return reply === undefined || about === undefined ? undefined : { ...reply.progress, ...about };
  }

  #writeSoon(): void {
    this.#cancel ??= this.#ports.schedule(PROGRESS_MS, () => this.#write("turn"));
  }

  #write(what: "turn" | "reply" | "cut"): void {
    const isFirst = this.#due.size === 0;
    this.#due.add(what);
    if (isFirst) queueMicrotask(() => this.#flush());
  }

  #wordsIn({ user }: Turn): string {
    return user.state !== "quiet" && user.turn === this.#words.turn ? this.#words.text : "";
  }

  #flush(): void {
    if (this.#isOver) return;
    this.#cancel?.();
    this.#cancel = undefined;
    const due = this.#due;
    this.#due = new Set();
    const turn = this.#turn;
    this.#ports.journal.keep({
      // Whatever is written, the progress goes with it.
      ...(turn === undefined ? {} : { life: { turn: keptTurn(turn), words: this.#wordsIn(turn) } }),
      ...(due.has("reply") ? { reply: this.#record() ?? "none" } : {}),
      ...(due.has("cut") ? { cut: this.#cut } : {}),
    });
  }
}

function withoutProgress({ agent, settings: _, ...turn }: Turn): object {
  return agent.state === "speaking"
    ? { ...turn, agent: { ...agent, played: 0, reportedAt: 0 } }
    : { ...turn, agent };
}
