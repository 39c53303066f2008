import type { LiveSource, Message } from "../../../shared/protocol/conversation.ts";
import type {
  AgentInfo,
  AgentState,
  ApprovalRequest,
  CallState,
  CaptionInfo,
  ConnectionState,
  StageInfo,
  VideoState,
  VoiceClientEvents,
  VoiceClientListener,
} from "../../core/events.ts";
import type { Turns } from "../../core/microphone-gate.ts";
import type { ConversationClient } from "../conversation-store.ts";

type Listeners = { [Name in keyof VoiceClientEvents]?: Set<VoiceClientListener<Name>> };

/** A client without a server, for pages and tests that put the view into a known state. */
export class FakeClient implements ConversationClient {
  connectionState: ConnectionState = "connected";
  agentState: AgentState = "idle";
  isDucked = false;
  callState: CallState = "closed";
  isMuted = false;
  messages: readonly Message[] = [];
  interim = "";
  captions: readonly CaptionInfo[] = [];
  agent: AgentInfo | undefined = {
    name: "guide",
    title: "Parley",
    tools: ["current_time", "convert_units"],
  };
  stages: StageInfo | undefined;
  approvals: readonly ApprovalRequest[] = [];
  turns: Turns = "automatic";
  isTurnHeld = false;
  isUserSpeaking = false;
  presence: "here" | "away" = "here";
  readonly video: Record<LiveSource, VideoState> = { camera: "off", screen: "off" };
  preview: unknown;
  inputLevel = 0;
  outputLevel = 0;
  /** Thrown by the next `startCall`, `connect` or `addImage`. */
  failure: Error | undefined;
  /** Called with the first `connect`, when the page listens. */
  onFirstConnect: (() => void) | undefined;
  /** What was called, as `name argument…`, oldest first. */
  readonly calls: string[] = [];
  readonly #listeners: Listeners = {};
  #images = 0;

  async connect(): Promise<void> {
    this.#record("connect");
    const { onFirstConnect } = this;
    this.onFirstConnect = undefined;
    onFirstConnect?.();
  }
  disconnect(): void {
    this.#record("disconnect");
  }
  async startCall(): Promise<void> {
    this.#record("startCall");
    this.callState = "open";
    this.agentState = "listening";
    this.emit("callstatechange", { state: "open", muted: false });
  }
  endCall(): void {
    this.#record("endCall");
    this.callState = "closed";
    this.agentState = "idle";
    this.emit("callstatechange", { state: "closed", muted: this.isMuted });
  }
  setMuted(muted: boolean): void {
    this.#record("setMuted", muted);
    this.isMuted = muted;
    this.emit("callstatechange", { state: this.callState, muted });
  }
  toggleMute(): void {
    this.setMuted(!this.isMuted);
  }
  interrupt(): void {
    this.#record("interrupt");
  }
  sendText(text: string, options?: { readonly images?: readonly number[] }): void {
    this.#record("sendText", text, ...(options?.images ?? []));
  }
  setTurns(turns: Turns): void {
    this.#record("setTurns", turns);
    this.turns = turns;
    this.#setHeld(false);
  }
  beginTurn(): void {
    this.#record("beginTurn");
    this.#setHeld(true);
  }
  endTurn(): void {
    this.#record("endTurn");
    this.#setHeld(false);
  }
  cancelTurn(): void {
    this.#record("cancelTurn");
    this.#setHeld(false);
  }
  stay(): void {
    this.#record("stay");
  }
  videoState(source: LiveSource): VideoState {
    return this.video[source];
  }
  videoPreview(): unknown {
    return this.preview;
  }
  async startCamera(): Promise<void> {
    this.#record("startCamera");
    this.#setVideo("camera", "on");
  }
  stopCamera(): void {
    this.#record("stopCamera");
    this.#setVideo("camera", "off");
  }
  async startScreen(): Promise<void> {
    this.#record("startScreen");
    this.#setVideo("screen", "on");
  }
  stopScreen(): void {
    this.#record("stopScreen");
    this.#setVideo("screen", "off");
  }
  async addImage(): Promise<number> {
    this.#record("addImage");
    this.#images += 1;
    return this.#images;
  }
  tools(): () => void {
    return () => undefined;
  }
  approve(toolCallId: string, approved: boolean): void {
    this.#record("approve", toolCallId, approved);
    this.approvals = this.approvals.filter((one) => one.toolCallId !== toolCallId);
    this.emit("toolapproval", { approvals: this.approvals });
  }
  removeImage(number: number): void {
    this.#record("removeImage", number);
  }
  getInputLevel(): number {
    return this.inputLevel;
  }
  getOutputLevel(): number {
    return this.outputLevel;
  }
  wake(): void {}

  on<Name extends keyof VoiceClientEvents>(
    name: Name,
    listener: VoiceClientListener<Name>,
  ): () => void {
    const listeners = this.#of(name);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Tells the listeners of an event; set the state that goes with it first. */
  emit<Name extends keyof VoiceClientEvents>(name: Name, event: VoiceClientEvents[Name]): void {
    for (const listener of this.#of(name)) listener(event);
  }

  #of<Name extends keyof VoiceClientEvents>(name: Name): Set<VoiceClientListener<Name>> {
    const known = this.#listeners[name];
    const listeners = known ?? new Set<VoiceClientListener<Name>>();
    Object.assign(this.#listeners, { [name]: listeners });
    return listeners;
  }

  #setHeld(held: boolean): void {
    this.isTurnHeld = held;
    this.emit("turnholdchange", { turns: this.turns, held });
  }

  #setVideo(source: LiveSource, state: VideoState): void {
    this.video[source] = state;
    this.emit("videostatechange", { source, state });
  }

  #record(...call: readonly unknown[]): void {
    this.calls.push(call.map(String).join(" "));
    const { failure } = this;
    if (failure === undefined || call[0] === "sendText") return;
    this.failure = undefined;
    throw failure;
  }
}
