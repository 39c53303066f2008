/**
 * Whose turn it is, as plain data. `number` counts the user's turns of this conversation; it names
 * everything that belongs to one: transcript, reply, audio frames, captions.
 */
export interface Turn {
  readonly number: number;
  readonly microphone: "open" | "closed";
  readonly phase: Phase;
}

/**
 * What is going on.
 *
 * `attempt` tells the tries within one turn apart: each pause in the user's speech starts a new
 * transcription, and a reply on speculation belongs to exactly one of them.
 */
export type Phase =
  /** The microphone is closed, and nobody is talking. */
  | { readonly state: "idle" }
  /** The microphone is open and it is quiet. */
  | { readonly state: "listening" }
  /** The user is speaking. */
  | { readonly state: "hearing"; readonly attempt: number }
  /** The user paused; whether the turn is over is not sure yet. */
  | {
      readonly state: "settling";
      readonly attempt: number;
      readonly transcript: Transcript;
    }
  /** The user's turn is over; its last transcription is still under way. */
  | { readonly state: "finishing"; readonly attempt: number }
  /** The reply is being made; nothing of it has been sent. */
  | { readonly state: "thinking"; readonly attempt: number }
  /** The reply is audible, as far as anybody knows. */
  | {
      readonly state: "speaking";
      readonly attempt: number;
      /** Samples that the client has played, as it last reported. */
      readonly played: number;
      readonly sent: Sent;
    };

/** What is known of the user's words in a pause. */
export type Transcript =
  | { readonly state: "pending" }
  /** `reply` tells whether an answer to `text` is being made on speculation. */
  | { readonly state: "ready"; readonly text: string; readonly reply: "started" | "none" };

/** How much of the reply's audio has been sent. */
export type Sent =
  | { readonly state: "streaming" }
  | { readonly state: "complete"; readonly samples: number };

/** A conversation that has not begun; `number` is the last turn that the store remembers. */
export function initialTurn(number = 0): Turn {
  return { number, microphone: "closed", phase: { state: "idle" } };
}

/** What a turn looks like from outside: the four states that clients show. */
export function visibleState(turn: Turn): "idle" | "listening" | "thinking" | "speaking" {
  switch (turn.phase.state) {
    case "idle":
      return "idle";
    case "listening":
    case "hearing":
    case "settling":
      return "listening";
    case "finishing":
    case "thinking":
      return "thinking";
    case "speaking":
      return "speaking";
  }
}
