import type { Message } from "../../shared/protocol/conversation.ts";
import type {
  AgentInfo,
  AgentState,
  CallState,
  CaptionInfo,
  ConnectionState,
  StageInfo,
  VoiceClientEvents,
  VoiceClientListener,
} from "./events.ts";
import type { ImageSource } from "./image-source.ts";
import type { SessionIdentity } from "./session-grant.ts";

/** A conversation with an agent, by voice, text and pictures. */
export interface VoiceClient {
  readonly connectionState: ConnectionState;
  readonly agentState: AgentState;
  readonly callState: CallState;
  readonly isMuted: boolean;
  /** The conversation, in the server's order; a new array whenever it changes. */
  readonly messages: readonly Message[];
  /** What is heard of the user's present turn; empty between turns. */
  readonly interim: string;
  /** What has been said of the present (or last) reply, caption by caption. */
  readonly captions: readonly CaptionInfo[];
  /** Whom one talks to; known once connected. */
  readonly agent: AgentInfo | undefined;
  readonly stages: StageInfo | undefined;
  readonly session: SessionIdentity | undefined;

  /** Connects; called again it is the same attempt. @throws VoiceError why it could not. */
  connect(): Promise<void>;
  /** Ends the call and the connection. The conversation stays on the server. */
  disconnect(): void;
  /**
   * Opens the microphone and connects where that has not happened. Call it from the user's gesture,
   * without awaiting anything before. @throws VoiceError; with a denied microphone typing still works.
   */
  startCall(): Promise<void>;
  /** Closes the microphone. The connection stays, so that one can type. */
  endCall(): void;
  setMuted(muted: boolean): void;
  toggleMute(): void;
  /** Stops the agent's answer, here at once. */
  interrupt(): void;
  /** Says something by keyboard. `images` are numbers that {@link addImage} returned. */
  sendText(text: string, options?: { readonly images?: readonly number[] }): void;
  /** Sends a picture ahead; it joins the next thing said or typed. @throws VoiceError */
  addImage(image: ImageSource, mediaType: string): Promise<number>;
  /** Takes a picture back that has not been used. */
  removeImage(number: number): void;
  setVolume(volume: number): void;
  getInputLevel(): number;
  getOutputLevel(): number;
  /** Wakes suspended audio and looks after a connection that may have died in its sleep. */
  wake(): void;
  /** Listens; returns what stops it. */
  on<Name extends keyof VoiceClientEvents>(
    name: Name,
    listener: VoiceClientListener<Name>,
  ): () => void;
}
