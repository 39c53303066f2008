/** Something that is remembered of a user. */
export interface Fact {
  readonly id: number;
  readonly text: string;
  /** When it was learned or said again, in milliseconds since the epoch. */
  readonly at: number;
  /** The session in which it was. */
  readonly session: string;
  /** Whether the model was asked to remember it, or found it in the session afterwards. */
  readonly via: "tool" | "extract";
}

/** What a fact comes with. */
export type Learned = Pick<Fact, "at" | "session" | "via">;

/** What became of a wish to forget. */
export type Forgotten =
  | { readonly type: "forgotten"; readonly text: string }
  | { readonly type: "unknown" }
  /** The words fit several. */
  | { readonly type: "several"; readonly facts: readonly Fact[] };
