import type { Overlap } from "./overlap.ts";
import type { Patience } from "./patience.ts";
import { INITIAL_PATIENCE } from "./patience.ts";
import type { ReplyTo } from "./turn-effect.ts";
import type { TurnSettings } from "./turn-settings.ts";
import { TURN_SETTINGS } from "./turn-settings.ts";

/**
 * Whose turn it is, as plain data. The user's side and the agent's are apart, since both may speak
 * at once; each names the turn that it is about. Times are milliseconds on the session's clock.
 */
export interface Turn {
  /** The last turn's number that was given out. It names transcripts, replies, frames, captions. */
  readonly number: number;
  readonly microphone: "open" | "closed";
  readonly user: UserSide;
  readonly agent: AgentSide;
  readonly silence: Silence;
  readonly client: { readonly state: "here" } | { readonly state: "gone"; readonly since: number };
  /** What the agent is to say as soon as nobody speaks. */
  readonly waiting: readonly ReplyTo[];
  /** Replies that were cut short, until the client has told how much of each was heard. */
  readonly stopped: readonly StoppedReply[];
  /** When the last voice that history holds had ended. */
  readonly spokenAt: number | undefined;
  readonly patience: Patience;
  readonly wasted: Wasted;
  readonly startedAt: number | undefined;
  readonly settings: TurnSettings;
}

/** A reply that was cut short, and how much of it was heard as far as is known. */
export interface StoppedReply {
  readonly turn: number;
  readonly samples: number;
}

/**
 * What the user is doing. `attempt` tells the tries within one turn apart: each pause starts a new
 * transcription, and a reply on speculation belongs to exactly one of them.
 */
export type UserSide =
  | { readonly state: "quiet" }
  /** A voice is there. */
  | {
      readonly state: "hearing";
      readonly turn: number;
      readonly attempt: number;
      readonly claim: Claim;
    }
  /** A pause; whether the turn is over is not sure yet. */
  | {
      readonly state: "settling";
      readonly turn: number;
      readonly attempt: number;
      readonly claim: Claim;
      /** The last sound: its time, and its place among the microphone's samples. */
      readonly pausedAt: number;
      readonly sample: number;
      readonly transcript: Transcript;
      /** How probable it is that the turn is over, as a model judged. */
      readonly score: number | undefined;
    }
  /** The turn is surely over; its last transcription is still under way. */
  | {
      readonly state: "finishing";
      readonly turn: number;
      readonly attempt: number;
      readonly claim: Claim;
    };

/**
 * Whether the words are a turn at all. A voice over a reply is `contested` until its words are
 * known: they may be an interruption, a sign of listening, an echo, or noise.
 */
export type Claim =
  | { readonly state: "sure" }
  /** `since`: when the voice began. `until`: when the reply goes on although no words are known. */
  | { readonly state: "contested"; readonly since: number; readonly until: number | undefined };

/** What is known of the user's words in a pause. */
export type Transcript =
  | { readonly state: "pending" }
  /** `overlap`: what the words over a reply are; undefined where there was none. */
  | { readonly state: "ready"; readonly text: string; readonly overlap: Overlap | undefined };

/** What the agent is doing. */
export type AgentSide =
  | { readonly state: "silent" }
  /** A reply is being made for a turn that may not be over. */
  | { readonly state: "speculating"; readonly turn: number; readonly attempt: number }
  /** A reply is being made; nothing of it has been sent. */
  | {
      readonly state: "thinking";
      readonly turn: number;
      readonly attempt: number;
      readonly to: ReplyTo["kind"];
      readonly floor: Floor;
    }
  /** The reply has audio that the client gets and plays. */
  | {
      readonly state: "speaking";
      readonly turn: number;
      readonly attempt: number;
      readonly to: ReplyTo["kind"];
      readonly floor: Floor;
      /** Samples that the client has played, as it last reported. */
      readonly played: number;
      /** When it reported. */
      readonly reportedAt: number;
      readonly sent: Sent;
    };

/** `held`: a voice is over the reply, which waits where it is. */
export type Floor = "has" | "held";

/** How much of the reply's audio has been sent. */
export type Sent =
  | { readonly state: "streaming" }
  | { readonly state: "complete"; readonly samples: number };

/** How long nobody has spoken while the microphone was open. */
export type Silence =
  | { readonly state: "none" }
  /** `asked`: the agent has asked whether somebody is there. */
  | { readonly state: "silent"; readonly since: number; readonly asked: boolean }
  | { readonly state: "away"; readonly since: number }
  /** The last words are being said. */
  | { readonly state: "ending"; readonly reason: EndReason }
  | { readonly state: "ended" };

export type EndReason = "idle" | "duration";

/** What went into replies that nobody heard. */
export interface Wasted {
  readonly replies: number;
  readonly usd: number;
}

/** A conversation that has not begun; `number` is the last turn that the store remembers. */
export function initialTurn(number = 0, settings: TurnSettings = TURN_SETTINGS): Turn {
  return {
    number,
    microphone: "closed",
    user: { state: "quiet" },
    agent: { state: "silent" },
    silence: { state: "none" },
    client: { state: "here" },
    waiting: [],
    stopped: [],
    spokenAt: undefined,
    patience: INITIAL_PATIENCE,
    wasted: { replies: 0, usd: 0 },
    startedAt: undefined,
    settings,
  };
}

/** What a turn looks like from outside: the four states that clients show. */
export function visibleState(turn: Turn): "idle" | "listening" | "thinking" | "speaking" {
  const { user, agent } = turn;
  if (user.state === "hearing" || user.state === "settling")
    return user.claim.state === "sure" || agent.state === "silent" ? "listening" : ofAgent(turn);
  if (user.state === "finishing" && agent.state === "silent") return "thinking";
  return ofAgent(turn);
}

function ofAgent({ agent, microphone }: Turn): "idle" | "listening" | "thinking" | "speaking" {
  if (agent.state === "thinking" || agent.state === "speaking") return agent.state;
  return microphone === "open" ? "listening" : "idle";
}
