import type { ToolPart } from "../../shared/protocol/conversation.ts";
import type { TimedText } from "../../shared/speech/heard-text.ts";
import type { ReplyTo } from "../../shared/turn/turn-effect.ts";

/** A clause with its place in the reply's sound. */
export interface RecordedClause extends TimedText {
  /** Its sound is all made, so that `to` is where it ends; otherwise that is a guess. */
  readonly isWhole?: true;
  /** It was no model's: said while a tool ran. */
  readonly isAside?: true;
}

/** What a reply has come to so far, as plain data. */
export interface ReplyProgress {
  /** Its message's id. */
  readonly id: string;
  readonly turn: number;
  readonly attempt: number;
  /** Name of the agent that speaks. */
  readonly agent: string;
  readonly state: "held" | "committed" | "complete";
  /** Some of its sound was sent. */
  readonly isAudible: boolean;
  readonly clauses: readonly RecordedClause[];
  readonly tools: readonly ToolPart[];
  /** The model's runs, one for each round of tools and the last one. */
  readonly runs: readonly string[];
  /** Calls that may have changed something, from before they began. */
  readonly begun: readonly string[];
  readonly handsOver: boolean;
  readonly news?: string;
}

/** A reply as it is stored, so that another life of its object can go on with it. */
export interface ReplyRecord extends ReplyProgress {
  readonly to: ReplyTo;
  /** The connection whose pictures it may look at. */
  readonly connection: string;
}
