import type { LiveSource, Message } from "../../shared/protocol/conversation.ts";
import { agentState, isDucked, isTalking } from "./client-state.ts";
import type { ClientState } from "./client-state.ts";
import type {
  AgentInfo,
  AgentState,
  ApprovalRequest,
  CallState,
  CaptionInfo,
  ConnectionState,
  StageInfo,
  VideoState,
} from "./events.ts";
import type { Turns } from "./microphone-gate.ts";
import type { SessionIdentity } from "./session-grant.ts";

/** What can be read from a client at any moment. */
export abstract class ClientReadings {
  protected abstract get state(): ClientState;

  get connectionState(): ConnectionState {
    return this.state.connection.phase.state;
  }

  get agentState(): AgentState {
    return agentState(this.state);
  }

  /** Whether the answer is held while the user's voice is judged: it goes on, or is interrupted. */
  get isDucked(): boolean {
    return isDucked(this.state);
  }

  get callState(): CallState {
    return this.state.call;
  }

  get isMuted(): boolean {
    return this.state.muted;
  }

  /** Who says when the user's turn begins and ends. */
  get turns(): Turns {
    return this.state.turns;
  }

  /** Whether a turn is under way that `beginTurn()` began. */
  get isTurnHeld(): boolean {
    return this.state.gate.state === "held";
  }

  /** Whether the user is speaking: the server hears it, or a manual turn is under way. */
  get isUserSpeaking(): boolean {
    return isTalking(this.state);
  }

  /** `away`: nobody seems to be here, and no sound is sent until somebody speaks. */
  get presence(): "here" | "away" {
    return this.state.presence;
  }

  /** What the camera, or the sharing of the screen, does. */
  videoState(source: LiveSource): VideoState {
    return this.state.video[source].state;
  }

  /** The conversation, in the server's order; a new array whenever it changes. */
  get messages(): readonly Message[] {
    return this.state.messages;
  }

  /** What is heard of the user's present turn; empty between turns. */
  get interim(): string {
    return this.state.interim.text;
  }

  /** What has been said of the present (or last) reply, caption by caption. */
  get captions(): readonly CaptionInfo[] {
    return this.state.captions;
  }

  /** Tools that wait for the user's word. */
  get approvals(): readonly ApprovalRequest[] {
    return this.state.approvals;
  }

  /** Whom one talks to; known once connected, and another one after a handoff. */
  get agent(): AgentInfo | undefined {
    return this.state.agent;
  }

  get stages(): StageInfo | undefined {
    return this.state.stages;
  }

  /** Names the conversation; keep it to continue later. */
  get session(): SessionIdentity | undefined {
    return this.state.identity;
  }
}
