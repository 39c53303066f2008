import type { Message, MessagePart } from "../../shared/protocol/conversation.ts";
import { heardText } from "../../shared/speech/heard-text.ts";
import type { Pictures } from "./pictures.ts";
import type { ReplyProgress } from "./reply-record.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { ConversationStore } from "./store.ts";

/** What history holds of a reply. */
type SaidReply = Pick<ReplyProgress, "id" | "turn" | "agent" | "clauses" | "tools">;

/** Replies that were cut short and may be corrected. */
const REMEMBERED = 4;

/** What belongs to history, and when: the user's words at the commit, the agent's as they were heard. */
export class HistoryWriter {
  readonly #ports: SessionPorts;
  readonly #store: ConversationStore;
  readonly #pictures: Pictures;
  /** The last turn whose user message is in history. */
  #said = 0;
  /** The last replies that were cut short: how much of them was heard may be corrected. */
  #cut: readonly SaidReply[] = [];
  #isOver = false;
  /** What history holds of a reply. */
  readonly #kept = new WeakMap<
    SaidReply,
    { readonly text: string; readonly interrupted: boolean }
  >();

  constructor(ports: SessionPorts, store: ConversationStore, pictures: Pictures) {
    this.#ports = ports;
    this.#store = store;
    this.#pictures = pictures;
  }

  /** The object has come to life again: what it knew of replies that were cut, and whose words it holds. */
  wake(cut: readonly SaidReply[], said: number): void {
    this.#cut = cut;
    this.#said = said;
  }

  /** A reply is made again from its beginning: what was written down of it is no part of its prompt. */
  takeBack(reply: SaidReply): void {
    this.#store.remove(reply.id);
  }

  /** Whether a turn's words are in history. */
  holds(turn: number): boolean {
    return this.#said === turn;
  }

  /** The user's words, with the pictures that wait; `numbers` are those that a text names. */
  userSaid(
    turn: number,
    text: string,
    via: "voice" | "text",
    { connection, numbers }: { connection: string; numbers: readonly number[] | undefined },
  ): void {
    const id = this.#ports.newId();
    const parts: MessagePart[] = this.#pictures.take(connection, id, numbers);
    if (text !== "") parts.push({ type: "text", text });
    const at = this.#ports.now();
    const message = this.#store.put({ id, role: "user", via, at, parts });
    this.#store.setFact("turn", String(turn));
    this.#said = turn;
    this.#ports.send({ type: "message", message });
  }

  /** The reply is complete; whether it is heard to its end is not known yet. */
  made(reply: SaidReply): void {
    const text = allText(reply);
    if (text !== "" || reply.tools.length > 0) this.#keep(reply, text, false);
  }

  /** The whole reply was heard. */
  heard(reply: SaidReply): void {
    const text = allText(reply);
    if (text !== "" || reply.tools.length > 0) this.#tell(this.#keep(reply, text, false));
  }

  /** The reply was cut after so many samples. */
  cut(reply: SaidReply, samples: number): void {
    this.#cut = [...this.#cut.slice(1 - REMEMBERED), reply];
    this.#putHeard(reply, samples);
  }

  /** So many samples were heard of a reply that was cut. */
  correct(turn: number, samples: number): void {
    const reply = this.#cut.find((one) => one.turn === turn);
    if (reply !== undefined) this.#putHeard(reply, samples);
  }

  /** The conversation is given up: nothing more is written. */
  stop(): void {
    this.#isOver = true;
  }

  /**
   * More is known of the tools of a reply: one that history holds is told again. What one of another
   * has begun is written down at once, so that a crash does not make the model forget it.
   */
  toolsChanged(reply: SaidReply & { readonly isCommitted: boolean }): void {
    if (this.#isOver) return;
    const kept = this.#kept.get(reply);
    if (kept !== undefined) this.#tell(this.#keep(reply, kept.text, kept.interrupted));
    else if (reply.isCommitted) this.#write(reply, "", true);
  }

  #putHeard(reply: SaidReply, samples: number): void {
    const heard = heardText(reply.clauses, samples);
    if (heard === "" && reply.tools.length === 0) {
      this.#kept.delete(reply);
      this.#store.remove(reply.id);
    } else this.#tell(this.#keep(reply, heard, true));
  }

  #tell(message: Message): void {
    this.#ports.send({ type: "message", message });
  }

  #keep(reply: SaidReply, text: string, interrupted: boolean): Message {
    this.#kept.set(reply, { text, interrupted });
    return this.#write(reply, text, interrupted);
  }

  #write(reply: SaidReply, text: string, interrupted: boolean): Message {
    const parts: MessagePart[] = [...reply.tools];
    if (text !== "") parts.push({ type: "text", text });
    const at = this.#ports.now();
    return this.#store.put({
      id: reply.id,
      role: "assistant",
      via: "voice",
      at,
      parts,
      interrupted,
      agent: reply.agent,
    });
  }
}

function allText(reply: SaidReply): string {
  return reply.clauses.map((clause) => clause.text).join(" ");
}
