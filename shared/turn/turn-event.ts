import type { ReplyTo } from "./turn-effect.ts";
import type { TurnSettings } from "./turn-settings.ts";

/** Everything that can happen in a conversation; `at` is when, on the session's clock. */
export type TurnEvent = TurnHappening & { readonly at: number };

/**
 * What happened. Positions (`sample`) count the microphone's samples. Events that answer an effect
 * carry the effect's `turn` and `attempt`: stale ones are dropped.
 */
export type TurnHappening =
  | { readonly type: "microphone"; readonly state: "open" | "closed" }
  /** A client came, or went. `has`: the samples that it has of a reply, and those that it has played. */
  | {
      readonly type: "client";
      readonly state: "here" | "gone";
      readonly has?: { readonly turn: number; readonly samples: number; readonly played: number };
    }
  /** A voice began. */
  | { readonly type: "speech-start"; readonly sample: number }
  /** The voice stopped a moment ago; `sample` is its last one, `quietSince` when it sounded. */
  | { readonly type: "pause"; readonly sample: number; readonly quietSince: number }
  /** The voice goes on after a pause. */
  | { readonly type: "resume"; readonly sample: number }
  /** The user, or a model that knows, says that the user's turn begins, is over, or counts for nothing. */
  | { readonly type: "turn-begin"; readonly sample: number }
  | { readonly type: "turn-end" }
  | { readonly type: "turn-cancel" }
  /** Words so far, while the voice lasts. `saying`: the agent's words around what is audible. */
  | {
      readonly type: "words";
      readonly turn: number;
      readonly text: string;
      readonly saying: string;
    }
  /** All words up to a pause. */
  | {
      readonly type: "transcript";
      readonly turn: number;
      readonly attempt: number;
      readonly text: string;
      readonly saying: string;
    }
  | { readonly type: "transcript-failed"; readonly turn: number; readonly attempt: number }
  /** A model judged how probable it is that the turn is over, 0…1. */
  | {
      readonly type: "end-score";
      readonly turn: number;
      readonly attempt: number;
      readonly probability: number;
    }
  /** The user typed. */
  | { readonly type: "text"; readonly text: string }
  /** The agent opens the conversation. */
  | { readonly type: "greet" }
  /** The agent has something to say of its own accord. */
  | { readonly type: "say"; readonly what: ReplyTo }
  /** Another agent goes on: how it takes turns. The client's word about its turns stays. */
  | { readonly type: "settings"; readonly settings: TurnSettings }
  /** The user pressed stop. */
  | { readonly type: "interrupt" }
  /** The reply's first audio was sent. */
  | { readonly type: "reply-audio"; readonly turn: number; readonly attempt: number }
  /** The reply is complete and all its audio was sent. */
  | {
      readonly type: "reply-end";
      readonly turn: number;
      readonly attempt: number;
      readonly samples: number;
    }
  | { readonly type: "reply-failed"; readonly turn: number; readonly attempt: number }
  /** The client's report of what was played; `done`: nothing more of it will be. */
  | {
      readonly type: "played";
      readonly turn: number;
      readonly samples: number;
      readonly done: boolean;
    }
  /** What a dropped reply has cost in USD; undefined: unknown. */
  | { readonly type: "wasted"; readonly usd: number | undefined }
  /** A deadline of the machine's own ({@link nextDeadline}) may have passed. */
  | { readonly type: "tick" };
