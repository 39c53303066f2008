/**
 * Everything that can happen to a turn. Positions (`sample`) count the microphone's samples.
 * Events that answer an effect carry the effect's `turn` and `attempt`: stale ones are dropped.
 */
export type TurnEvent =
  | { readonly type: "microphone"; readonly state: "open" | "closed" }
  /** A voice began. */
  | { readonly type: "speech-start"; readonly sample: number }
  /** The voice stopped a moment ago; `sample` is its last one. */
  | { readonly type: "pause"; readonly sample: number }
  /** The voice goes on after a pause. */
  | { readonly type: "resume" }
  /** The silence has lasted long enough; `sample` is the voice's last one. */
  | { readonly type: "speech-end"; readonly sample: number }
  | {
      readonly type: "transcript";
      readonly turn: number;
      readonly attempt: number;
      readonly text: string;
    }
  | { readonly type: "transcript-failed"; readonly turn: number; readonly attempt: number }
  /** The user typed. */
  | { readonly type: "text"; readonly text: string }
  /** The agent opens the conversation. */
  | { readonly type: "greet" }
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
  /** The client's report of what was played. */
  | {
      readonly type: "played";
      readonly turn: number;
      readonly samples: number;
      readonly done: boolean;
    };
