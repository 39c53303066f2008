import type { EndReason } from "./turn.ts";

/** What is to be done about a turn, as plain data. The interpreter carries it out, in order. */
export type TurnEffect =
  | { readonly type: "speech-started"; readonly turn: number; readonly sample: number }
  | { readonly type: "speech-ended"; readonly turn: number; readonly sample: number }
  /** Transcribe what the user has said in this turn so far; answer with `transcript`. */
  | { readonly type: "transcribe"; readonly turn: number; readonly attempt: number }
  /** There were no words that count: take the interim words back, and forget the audio. */
  | { readonly type: "nothing-said"; readonly turn: number }
  /** These are the user's words; they belong to history from now on. */
  | {
      readonly type: "user-said";
      readonly turn: number;
      readonly text: string;
      readonly via: "voice" | "text";
    }
  /** Make the reply. Nothing of it may be sent, and no writing tool run, before `reply-commit`. */
  | {
      readonly type: "reply-start";
      readonly turn: number;
      readonly attempt: number;
      readonly to: ReplyTo;
    }
  | { readonly type: "reply-commit"; readonly turn: number; readonly attempt: number }
  /** The reply is not wanted any more, and nothing of it was heard. */
  | { readonly type: "reply-drop"; readonly turn: number; readonly attempt: number }
  /** The reply is cut short: `samples` of it were played, as far as is known. */
  | {
      readonly type: "reply-stop";
      readonly turn: number;
      readonly attempt: number;
      readonly samples: number;
    }
  /** A client that has come must stop a reply that was cut short while it was away. */
  | { readonly type: "flush"; readonly turn: number }
  /** How much was really played of a reply that was cut short. */
  | { readonly type: "reply-corrected"; readonly turn: number; readonly samples: number }
  /** The whole reply was heard. */
  | { readonly type: "reply-heard"; readonly turn: number; readonly attempt: number }
  /** A voice is over the reply: it falls silent where it is, and sends no more. */
  | { readonly type: "duck"; readonly turn: number }
  /** It was nothing: the reply goes on from the sample where it stopped. */
  | { readonly type: "unduck"; readonly turn: number }
  /** A client is there again: it gets the reply's audio from this sample on. */
  | {
      readonly type: "reply-resume";
      readonly turn: number;
      readonly attempt: number;
      readonly from: number;
    }
  /** Nobody seems to be there, or somebody is there again. */
  | { readonly type: "away" }
  | { readonly type: "back" }
  /** The conversation is over. */
  | { readonly type: "end"; readonly reason: EndReason };

/** What a reply answers. */
export type ReplyTo =
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "greeting" }
  /** Is somebody there? */
  | { readonly kind: "nudge" }
  /** The last words of a conversation that ends. */
  | { readonly kind: "goodbye"; readonly reason: EndReason }
  /** A stage has failed, and nobody stands in. */
  | { readonly kind: "apology"; readonly stage: "listen" | "think" }
  /** Something that the agent learnt meanwhile, a long tool's result for instance. */
  | { readonly kind: "news"; readonly id: string };
