import type { Message } from "../../shared/protocol/conversation.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import { createAudioShell } from "./audio-shell.ts";
import type { AudioShell } from "./audio-shell.ts";
import type { ClientEngine } from "./client-engine.ts";
import { agentState, isDucked } from "./client-state.ts";
import { ClientTools } from "./client-tool.ts";
import type { ClientTool } from "./client-tool.ts";
import { systemClock } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { createEmitter } from "./emitter.ts";
import type {
  AgentInfo,
  AgentState,
  ApprovalRequest,
  CallState,
  CaptionInfo,
  ConnectionState,
  StageInfo,
  VoiceClientEvents,
  VoiceClientListener,
} from "./events.ts";
import { passImage } from "./image-source.ts";
import type { ImageSource } from "./image-source.ts";
import type { SessionIdentity } from "./session-grant.ts";
import { createToolShell } from "./tool-shell.ts";
import { createVoiceEngine } from "./voice-engine.ts";
import { VoiceError } from "./voice-error.ts";
import type { VoiceClientOptions } from "./voice-client-options.ts";

/**
 * A conversation with an agent, by voice, text and pictures. A thin shell: what happens becomes an
 * event, {@link clientStep} decides, and its effects are carried out in order.
 */
export class VoiceClient {
  readonly #audio: AudioShell;
  readonly #clock: Clock;
  readonly #prepareImage: NonNullable<VoiceClientOptions["prepareImage"]>;
  readonly #emitter = createEmitter();
  readonly #engine: ClientEngine;
  readonly #tools = new ClientTools((specs) => this.#engine.dispatch({ type: "tools", specs }));
  #call = 0;
  #calling: Promise<void> = Promise.resolve();

  /** @throws VoiceError `bad_input` when there is neither `getToken` nor `key`. */
  constructor(options: VoiceClientOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#prepareImage = options.prepareImage ?? passImage;
    this.#audio = createAudioShell(options.input, options.output, {
      onPlayed: (report) =>
        this.#engine.dispatch({ type: "played", report, now: this.#clock.now() }),
      onOutputError: (error) => this.#engine.dispatch({ type: "device-failed", error }),
    });
    this.#engine = createVoiceEngine(options, this.#clock, {
      emitter: this.#emitter,
      audio: this.#audio,
      tools: createToolShell(this.#tools, (toolCallId, answer) =>
        this.#engine.dispatch({ type: "tool-done", toolCallId, answer }),
      ),
    });
  }

  get connectionState(): ConnectionState {
    return this.#engine.state.connection.phase.state;
  }

  get agentState(): AgentState {
    return agentState(this.#engine.state);
  }

  /** Whether the answer is held while the user's voice is judged: it goes on, or is interrupted. */
  get isDucked(): boolean {
    return isDucked(this.#engine.state);
  }

  get callState(): CallState {
    return this.#engine.state.call;
  }

  get isMuted(): boolean {
    return this.#engine.state.muted;
  }

  /** The conversation, in the server's order; a new array whenever it changes. */
  get messages(): readonly Message[] {
    return this.#engine.state.messages;
  }

  /** What is heard of the user's present turn; empty between turns. */
  get interim(): string {
    return this.#engine.state.interim.text;
  }

  /** What has been said of the present (or last) reply, caption by caption. */
  get captions(): readonly CaptionInfo[] {
    return this.#engine.state.captions;
  }

  /** Whom one talks to; known once connected, and another one after a handoff. */
  get agent(): AgentInfo | undefined {
    return this.#engine.state.agent;
  }

  get stages(): StageInfo | undefined {
    return this.#engine.state.stages;
  }

  /** Names the conversation; keep it to continue later. */
  get session(): SessionIdentity | undefined {
    return this.#engine.state.identity;
  }

  /**
   * Connects; called again it is the same attempt.
   * @throws VoiceError why it could not; `aborted` when `disconnect()` came first.
   */
  connect(): Promise<void> {
    this.#engine.dispatch({ type: "connect" });
    return this.connectionState === "connected" ? Promise.resolve() : this.#engine.connected();
  }

  /** Ends the call and the connection. The conversation stays on the server. */
  disconnect(): void {
    this.#engine.dispatch({ type: "disconnect" });
  }

  /**
   * Opens the microphone, and connects where that has not happened. Call it from the user's gesture
   * without awaiting anything before it. A denied microphone leaves the connection as it is, so that
   * typing still works.
   * @throws VoiceError `microphone_failed` with a `reason`, or why it could not connect.
   */
  startCall(): Promise<void> {
    if (this.#engine.state.call !== "closed") return this.#calling;
    const number = ++this.#call;
    this.#audio.wakeOutput();
    const opened = this.#openInput(number);
    this.#engine.dispatch({ type: "call", state: "opening" });
    const connected = this.connect();
    // It may fail while the microphone is awaited; it is reported below all the same.
    connected.catch(() => {});
    this.#calling = this.#finishCall(number, opened, connected);
    return this.#calling;
  }

  /** Closes the microphone. The connection stays, so that one can type. */
  endCall(): void {
    if (this.#engine.state.call !== "closed")
      this.#engine.dispatch({ type: "call", state: "closed" });
  }

  setMuted(muted: boolean): void {
    this.#engine.dispatch({ type: "mute", muted });
  }

  toggleMute(): void {
    this.setMuted(!this.isMuted);
  }

  /** Stops the agent's answer, here at once. */
  interrupt(): void {
    this.#engine.dispatch({ type: "interrupt" });
  }

  /**
   * Says something by keyboard; while the connection is being made it waits. `images` are numbers
   * that {@link addImage} returned.
   * @throws VoiceError `bad_input`, or `connection_closed` without a connection.
   */
  sendText(text: string, options: { readonly images?: readonly number[] } = {}): void {
    const images = options.images ?? [];
    if (text.length > LIMITS.textLength)
      throw new VoiceError("bad_input", `A text has ${LIMITS.textLength} characters at most.`, {
        stage: "connection",
      });
    if (text.trim() === "" && images.length === 0) return;
    this.#demandConnection();
    this.#audio.wakeOutput();
    this.#engine.dispatch({ type: "text", text, images, now: this.#clock.now() });
  }

  /**
   * Sends a picture ahead; it joins the next thing that is said or typed. Waits for a connection
   * that is being made.
   * @returns its number, for {@link sendText} and {@link removeImage}.
   * @throws VoiceError `image_failed`, `too_large`, or `connection_closed`.
   */
  async addImage(source: ImageSource, mediaType: string): Promise<number> {
    this.#demandConnection();
    const image = await this.#prepareImage(source, mediaType);
    if (image.bytes.length > LIMITS.imageBytes)
      throw new VoiceError("too_large", `A picture has ${LIMITS.imageBytes} bytes at most.`, {
        stage: "image",
      });
    await this.connect();
    const number = this.#engine.state.nextImage;
    this.#engine.dispatch({ type: "image", number, image });
    return number;
  }

  /** Takes a picture back that has not been used. */
  removeImage(number: number): void {
    this.#engine.dispatch({ type: "image-remove", number });
  }

  /**
   * Gives the agent's model tools that run here, by their names, from now on.
   * @returns what takes them back.
   * @throws VoiceError `bad_input` where a name, a description or a schema is not to be had.
   */
  tools(tools: Readonly<Record<string, ClientTool>>): () => void {
    return this.#tools.add(tools);
  }

  /** Tools that wait for the user's word. */
  get approvals(): readonly ApprovalRequest[] {
    return this.#engine.state.approvals;
  }

  /** The user allows a tool that waits, or doesn't. */
  approve(toolCallId: string, approved: boolean): void {
    this.#engine.dispatch({ type: "approve", toolCallId, approved });
  }

  /** 0…1. */
  setVolume(volume: number): void {
    this.#audio.setVolume(Math.min(1, Math.max(0, volume)));
  }

  /** Loudness of the microphone, 0…1, for a meter. */
  getInputLevel(): number {
    return this.#engine.state.call === "open" ? this.#audio.inputLevel() : 0;
  }

  /** Loudness of the agent's voice, 0…1, for a meter. */
  getOutputLevel(): number {
    return this.#audio.outputLevel();
  }

  /** After a sleep, or a change of network: wakes the audio and checks the connection. */
  wake(): void {
    this.#audio.resumeOutput();
    this.#engine.dispatch({ type: "wake", now: this.#clock.now() });
  }

  /** Listens; returns what stops it. */
  on<Name extends keyof VoiceClientEvents>(
    name: Name,
    listener: VoiceClientListener<Name>,
  ): () => void {
    return this.#emitter.on(name, listener);
  }

  #demandConnection(): void {
    const state = this.connectionState;
    if (state === "connected" || state === "connecting" || state === "reconnecting") return;
    throw new VoiceError("connection_closed", "There is no connection; connect first.", {
      stage: "connection",
    });
  }

  #openInput(number: number): Promise<void> {
    return this.#audio.openInput({
      onFrame: (samples) => {
        if (number !== this.#call) return;
        this.#engine.dispatch({ type: "captured", samples, now: this.#clock.now() });
      },
      onError: (error) => {
        if (number === this.#call) this.#failDevice(error);
      },
    });
  }

  async #finishCall(
    number: number,
    opened: Promise<void>,
    connected: Promise<void>,
  ): Promise<void> {
    try {
      await opened;
    } catch (thrown) {
      const error = VoiceError.from(thrown, "microphone_failed", "microphone");
      if (number === this.#call && this.#engine.state.call === "opening") this.#failDevice(error);
      throw error;
    }
    if (number !== this.#call || this.#engine.state.call !== "opening") {
      // It was ended in the meantime, and perhaps begun again, which the new one's input serves.
      if (this.#engine.state.call === "closed") this.#audio.run({ type: "stop-input" });
      throw new VoiceError("aborted", "The call was ended.", { stage: "microphone" });
    }
    this.#audio.run({ type: "mute-input", muted: this.#engine.state.muted });
    this.#engine.dispatch({ type: "call", state: "open" });
    await connected;
  }

  #failDevice(error: VoiceError): void {
    this.#engine.dispatch({ type: "call", state: "closed" });
    this.#engine.dispatch({ type: "device-failed", error });
  }
}
