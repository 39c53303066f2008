import type { InterruptionRule } from "./overlap.ts";

/** How turns are taken in one conversation. Times in milliseconds. */
export interface TurnSettings {
  /** BCP 47 tag of the language that is spoken. */
  readonly language: string;
  /**
   * `automatic`: silence and meaning end a turn. `manual`: the client says when the user's turn
   * begins and ends (push-to-talk).
   */
  readonly turns: "automatic" | "manual";
  /** Silence, from the last sound, after which a turn whose words are surely complete is over. */
  readonly minMs: number;
  /** The same where the words don't tell. */
  readonly endMs: number;
  /** The same where the words are surely not complete. */
  readonly maxMs: number;
  /** What stops the agent. */
  readonly interruption: InterruptionRule;
  /** A shorter voice over the agent, from the moment that it was noticed, stops it by an order alone. */
  readonly overlapMs: number;
  /** Longest time that the agent is held for a voice without known words. */
  readonly duckMs: number;
  /** Audio at a reply's end during which a short word is an answer, and no sign of listening. */
  readonly answerMs: number;
  /** What may be spent on replies that nobody gets to hear. */
  readonly speculation: SpeculationLimits | "off";
  /** Silence after which the agent asks whether the user is there, once; after as much again they are away. */
  readonly awayMs: number | "off";
  /** Time away after which the conversation ends. */
  readonly idleMs: number | "off";
  /** Longest conversation. */
  readonly sessionMs: number | "off";
  /** How long a reply waits for a client that has gone. */
  readonly graceMs: number;
}

/** Limits for one conversation. */
export interface SpeculationLimits {
  readonly usd: number;
  readonly replies: number;
}

/** What suits conversation; sources in docs/turns.md. */
export const TURN_SETTINGS: TurnSettings = {
  language: "en",
  turns: "automatic",
  minMs: 320,
  endMs: 480,
  maxMs: 1_800,
  // A single word over the agent's voice is too often a cough that a small recognizer names.
  interruption: { type: "words", count: 2 },
  overlapMs: 300,
  duckMs: 2_000,
  answerMs: 1_500,
  speculation: { usd: 0.05, replies: 200 },
  awayMs: 20_000,
  idleMs: 300_000,
  sessionMs: 3_600_000,
  graceMs: 120_000,
};
