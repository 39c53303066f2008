/** Something that the agent will say to a user of its own accord. */
export interface FollowUp {
  readonly id: string;
  /** In milliseconds since the epoch. */
  readonly at: number;
  readonly note: string;
  /** Due ones wait for the user. */
  readonly state: "scheduled" | "due";
}
