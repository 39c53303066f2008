import type { FollowUp } from "./follow-up.ts";

/** What clients of the agents SDK see of a durable agent: `useAgent(…).state`. They can't change it. */
export interface AgentState {
  /** The agent's name for people. */
  readonly title: string;
  readonly agent: string;
  /** The session that began last, and whether its user is there. */
  readonly session: string | null;
  readonly live: boolean;
  /** What the last session that was read was about. */
  readonly summary: { readonly session: string; readonly text: string } | null;
  /** What the agent will say of its own accord, the earliest first. */
  readonly followUps: readonly FollowUp[];
}

/** Before anything has happened. */
export const NEW_AGENT: AgentState = {
  title: "",
  agent: "",
  session: null,
  live: false,
  summary: null,
  followUps: [],
};
