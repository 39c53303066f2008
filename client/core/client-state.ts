import type { LiveSource, Message } from "../../shared/protocol/conversation.ts";
import type { ClientToolSpec } from "../../shared/protocol/client-messages.ts";
import type { ClientEffect } from "./client-effect.ts";
import { connectionState, initialConnection } from "./connection.ts";
import type { Connection, ConnectionPolicy } from "./connection.ts";
import type {
  AgentInfo,
  AgentState,
  ApprovalRequest,
  CallState,
  CaptionInfo,
  StageInfo,
  TurnMetrics,
  VideoState,
} from "./events.ts";
import { initialMicrophone } from "./microphone.ts";
import type { Microphone } from "./microphone.ts";
import { restingGate } from "./microphone-gate.ts";
import type { Gate, Turns } from "./microphone-gate.ts";
import type { Reply } from "./reply.ts";
import type { SessionIdentity } from "./session-grant.ts";

/** What a client is told once. */
export interface ClientSettings extends ConnectionPolicy {
  /** Whether there is an output: without one captions appear as they come. */
  readonly plays: boolean;
}

/** A client, as plain data. */
export interface ClientState {
  readonly settings: ClientSettings;
  readonly connection: Connection;
  readonly identity: SessionIdentity | undefined;
  /** Known from the first welcome on. */
  readonly agent: AgentInfo | undefined;
  readonly stages: StageInfo | undefined;
  readonly call: CallState;
  readonly muted: boolean;
  readonly microphone: Microphone;
  /** Who says when the user's turn begins and ends, and what becomes of the sound meanwhile. */
  readonly turns: Turns;
  readonly gate: Gate;
  /** Whether somebody seems to be here, as the server says. */
  readonly presence: "here" | "away";
  /** Whether the server hears the user's voice. */
  readonly userSpeaks: boolean;
  /** What the sources do, and the number of the picture that was sent last of each. */
  readonly video: Readonly<
    Record<LiveSource, { readonly state: VideoState; readonly number: number | undefined }>
  >;
  readonly messages: readonly Message[];
  readonly interim: { readonly turn: number; readonly text: string };
  /** What the server said last that the agent does, and the latest turn of which anything is known. */
  readonly server: "idle" | "listening" | "thinking" | "speaking";
  readonly turn: number;
  /** The last few answers; a turn has one. */
  readonly replies: readonly Reply[];
  /** Shown captions of the last reply that has any. */
  readonly captions: readonly CaptionInfo[];
  /** When the user's part of a turn ended, by the client's clock; the last few. */
  readonly ends: readonly { readonly turn: number; readonly at: number }[];
  /** When a text was sent whose turn is not known yet. */
  readonly typedAt: number | undefined;
  readonly metrics: readonly TurnMetrics[];
  /** Typed texts that wait for a connection. */
  readonly outbox: readonly ClientEffect[];
  readonly nextImage: number;
  /** Tools that run here. */
  readonly tools: readonly ClientToolSpec[];
  /** Ids of their calls that are under way. */
  readonly calls: readonly string[];
  /** Tools that wait for the user's word. */
  readonly approvals: readonly ApprovalRequest[];
}

/** A state and what is to be done. */
export type Step = readonly [ClientState, readonly ClientEffect[]];

/** Answers, turn ends and metrics that are remembered. */
export const REMEMBERED_TURNS = 4;

/** No source shows. */
export const NO_VIDEO: ClientState["video"] = {
  camera: { state: "off", number: undefined },
  screen: { state: "off", number: undefined },
};

/** A client that has not connected. */
export function initialClient(
  settings: ClientSettings,
  identity: SessionIdentity | undefined,
  turns: Turns = "automatic",
): ClientState {
  return {
    settings,
    connection: initialConnection,
    identity,
    agent: undefined,
    stages: undefined,
    call: "closed",
    muted: false,
    microphone: initialMicrophone,
    turns,
    gate: restingGate(turns),
    presence: "here",
    userSpeaks: false,
    video: NO_VIDEO,
    messages: [],
    interim: { turn: 0, text: "" },
    server: "idle",
    turn: 0,
    replies: [],
    captions: [],
    ends: [],
    typedAt: undefined,
    metrics: [],
    outbox: [],
    nextImage: 1,
    tools: [],
    calls: [],
    approvals: [],
  };
}

/** What users see that the agent does. `speaking` means audible here. */
export function agentState(state: ClientState): AgentState {
  const connection = connectionState(state.connection);
  if (connection !== "connected" && connection !== "reconnecting") return "initializing";
  if (speakingTurn(state) !== undefined) return "speaking";
  if (isDucked(state)) return "listening";
  if (state.server !== "speaking") return state.server;
  if (!state.settings.plays) return "speaking";
  // The server is sending. Either nothing of it is audible yet, or all of it was played already and
  // our report is on its way.
  const last = state.replies.at(-1);
  if (last === undefined || last.state === "queued") return "thinking";
  return state.call === "open" ? "listening" : "idle";
}

/** The turn whose reply can be heard right now. */
export function speakingTurn(state: ClientState): number | undefined {
  return state.replies.find((reply) => reply.state === "audible")?.turn;
}

/** Whether the user is speaking: the server hears it, or the key is down. */
export function isTalking(state: ClientState): boolean {
  return state.userSpeaks || state.gate.state === "held";
}

/** Whether a reply is held: it can't be heard, and goes on or is stopped soon. */
export function isDucked(state: ClientState): boolean {
  return state.replies.some((reply) => reply.state === "ducked");
}
