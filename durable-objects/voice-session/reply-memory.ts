import type { ToolPart } from "../../shared/protocol/conversation.ts";
import type { ReplyProgress } from "./reply-record.ts";

/**
 * What has to be known of a reply's making when it is made again after a death: it asks the same
 * runs, calls no tool twice, and its calls have the same ids.
 */
export class ReplyMemory {
  readonly #changed: () => void;
  readonly #reply: string;
  readonly #runs: string[];
  readonly #begun: string[];
  readonly #asides: Set<string>;
  readonly #before: readonly ToolPart[];
  #calls = 0;

  /** `changed` is told what to store; `before` is what was known when the last life ended. */
  constructor(reply: string, changed: () => void, before: ReplyProgress | undefined) {
    this.#reply = reply;
    this.#changed = changed;
    this.#runs = [...(before?.runs ?? [])];
    this.#begun = [...(before?.begun ?? [])];
    this.#before = before?.tools ?? [];
    const asides = (before?.clauses ?? []).filter((clause) => clause.isAside === true);
    this.#asides = new Set(asides.map(({ text }) => text));
  }

  get runs(): readonly string[] {
    return this.#runs;
  }

  get begun(): readonly string[] {
    return this.#begun;
  }

  /** The run of a round: the one that was asked before, or a new one. */
  runId(round: number, newId: () => string): string {
    const known = this.#runs[round];
    if (known !== undefined) return known;
    const id = newId();
    this.#runs[round] = id;
    this.#changed();
    return id;
  }

  /** The id of the next call: unique in the conversation, and the same when the reply is made again. */
  callId(): string {
    return `${this.#reply}-${this.#calls++}`;
  }

  /** What had become of a call when the last life ended. */
  outcome(callId: string): ToolPart | undefined {
    return this.#before.find(({ toolCallId }) => toolCallId === callId);
  }

  /** Whether a call had begun, or has. */
  hasBegun(callId: string): boolean {
    return this.#begun.includes(callId);
  }

  /** A call that may change something is about to begin. */
  begin(callId: string): void {
    this.#begun.push(callId);
    this.#changed();
  }

  /** These words are said while a tool runs: made again, the reply may do without them. */
  aside(text: string): void {
    this.#asides.add(text);
  }

  isAside(text: string): boolean {
    return this.#asides.has(text);
  }
}
