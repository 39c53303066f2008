import type { LiveSource, Message } from "../../shared/protocol/conversation.ts";
import type { ServerMessage, Stage } from "../../shared/protocol/server-messages.ts";
import type { Turns } from "./microphone-gate.ts";
import type { SessionIdentity } from "./session-grant.ts";
import type { VoiceError } from "./voice-error.ts";

/** The connection, apart from what the agent does. */
export type ConnectionState =
  | "disconnected"
  | "connecting"
  | "connected"
  | "reconnecting"
  | "disconnecting"
  | "failed";

/**
 * What the agent does. `speaking` means that it can be heard, not that the server is sending; an
 * answer that is held while the user's voice is judged makes it `listening`.
 */
export type AgentState = "initializing" | "idle" | "listening" | "thinking" | "speaking";

/** The microphone's part: no call, asking for the device, or open. */
export type CallState = "closed" | "opening" | "open";

/** A camera or a shared screen: closed, asking for it, or showing what it sees. */
export type VideoState = "off" | "opening" | "on";

/** Sounds under the voice that an agent asks for. */
export interface SoundWish {
  readonly background?: string | undefined;
  readonly thinking?: string | undefined;
  /** 0…1. */
  readonly volume?: number | undefined;
}

/** Who one talks to. */
export interface AgentInfo {
  readonly name: string;
  readonly title: string;
  readonly tools: readonly string[];
  readonly sounds?: SoundWish | undefined;
}

/** Which model serves each stage, and why. */
export type StageInfo = Readonly<Record<Stage, { readonly model: string; readonly why: string }>>;

/** Words of a reply whose sound has begun. */
export interface CaptionInfo {
  readonly turn: number;
  /** Id of the message that they belong to. */
  readonly message: string;
  readonly text: string;
  /** Sample of the reply, at REPLY_RATE, where they begin. */
  readonly from: number;
}

/** Where a turn's time went: the server's figures, and what only the client knows. */
export interface TurnMetrics extends Omit<
  Extract<ServerMessage, { type: "metrics" }>,
  "type" | "speculative"
> {
  /** Absent until the server has told it. */
  readonly speculative?: boolean;
  /** End of speech (or sending of the text) → first sound, by the client's clock. */
  readonly firstAudioMs?: number;
}

/** A tool that was called, answered, or failed. */
export type ToolCallInfo = Omit<Extract<ServerMessage, { type: "tool" }>, "type">;

/** A tool that waits for the user's word. */
export type ApprovalRequest = Omit<
  Extract<ServerMessage, { type: "tool-approval-request" }>,
  "type"
>;

/** Event name → what its listeners get. */
export interface VoiceClientEvents {
  readonly connectionstatechange: { readonly state: ConnectionState; readonly error?: VoiceError };
  readonly agentstatechange: { readonly state: AgentState };
  readonly callstatechange: { readonly state: CallState; readonly muted: boolean };
  /** Who says when a turn begins and ends, and whether the key is down. */
  readonly turnholdchange: { readonly turns: Turns; readonly held: boolean };
  readonly videostatechange: { readonly source: LiveSource; readonly state: VideoState };
  /** The conversation got its name; keep it to continue after a reload. */
  readonly session: SessionIdentity & { readonly resumed: boolean };
  /** Whom one talks to, after every connect. */
  readonly welcome: { readonly agent: AgentInfo; readonly stages: StageInfo };
  /** A message joined `messages`, or changed (same id). */
  readonly message: { readonly message: Message; readonly previous?: Message };
  /** The words heard so far in the user's turn; empty takes them back. */
  readonly interimtranscript: { readonly turn: number; readonly text: string };
  /** The final words of the user's turn. */
  readonly transcript: { readonly text: string; readonly message: Message };
  /** These words are being said right now. */
  readonly caption: CaptionInfo;
  readonly userspeechstart: { readonly turn: number };
  readonly userspeechstop: { readonly turn: number };
  readonly agentspeechstart: { readonly turn: number };
  readonly agentspeechstop: { readonly turn: number };
  /** The reply was held: the user's voice came in between. It goes on, is interrupted, or ends. */
  readonly duck: { readonly turn: number };
  /** The reply goes on from exactly where it was held: the voice was no interruption. */
  readonly unduck: { readonly turn: number };
  /** A reply was stopped before its end; `playedMs` of it were heard. */
  readonly interruption: { readonly turn: number; readonly playedMs: number };
  /** An answer was interrupted: its message holds what was really heard of it. */
  readonly agentresponsecorrection: { readonly message: Message; readonly previous?: Message };
  readonly toolcall: ToolCallInfo;
  /** Tools that wait for the user's word, whenever there is one more or one less. */
  readonly toolapproval: { readonly approvals: readonly ApprovalRequest[] };
  /** Another agent goes on with the conversation. */
  readonly agentchange: { readonly agent: AgentInfo; readonly previous: AgentInfo };
  /** What the vision models saw in picture `number`. */
  readonly imageseen: { readonly number: number; readonly description: string };
  /** Nobody seems to be here (`away`), or somebody is here again. */
  readonly presence: { readonly state: "here" | "away" };
  /** The conversation is over: the call and the connection are closed, without an error. */
  readonly ended: { readonly reason: "idle" | "duration" };
  /** Comes again for the same turn when more is known. */
  readonly metrics: TurnMetrics;
  /** Round trip of a ping. */
  readonly latency: { readonly ms: number };
  readonly error: VoiceError;
}

/** A listener of one event. */
export type VoiceClientListener<Name extends keyof VoiceClientEvents> = (
  event: VoiceClientEvents[Name],
) => void;
