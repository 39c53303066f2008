/** What is to be done about a turn, as plain data. The interpreter carries it out, in order. */
export type TurnEffect =
  | { readonly type: "speech-started"; readonly turn: number; readonly sample: number }
  | { readonly type: "speech-ended"; readonly turn: number; readonly sample: number }
  /** Transcribe what the user has said in this turn so far; answer with `transcript`. */
  | { readonly type: "transcribe"; readonly turn: number; readonly attempt: number }
  /** There were no words in it: take the interim words back, and forget the audio. */
  | { readonly type: "nothing-said"; readonly turn: number }
  /** These are the user's words; they belong to history from now on. */
  | {
      readonly type: "user-said";
      readonly turn: number;
      readonly text: string;
      readonly via: "voice" | "text";
    }
  /**
   * Make the reply. Nothing of it may be sent, and no writing tool run, before `reply-commit`.
   * `text` is what the user said where history does not hold it yet; undefined for a greeting.
   */
  | {
      readonly type: "reply-start";
      readonly turn: number;
      readonly attempt: number;
      readonly to: ReplyTo;
    }
  | { readonly type: "reply-commit"; readonly turn: number; readonly attempt: number }
  /** The reply is not wanted any more, and nothing of it was heard. */
  | { readonly type: "reply-drop"; readonly turn: number; readonly attempt: number }
  /** The reply is cut short: `samples` of it were played. */
  | {
      readonly type: "reply-stop";
      readonly turn: number;
      readonly attempt: number;
      readonly samples: number;
    }
  /** The whole reply was heard. */
  | { readonly type: "reply-heard"; readonly turn: number; readonly attempt: number };

/** What a reply answers. */
export type ReplyTo =
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "greeting" };
