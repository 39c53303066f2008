import type { LiveSource } from "../../shared/protocol/conversation.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import { createAudioShell } from "./audio-shell.ts";
import type { AudioShell } from "./audio-shell.ts";
import { Call } from "./call.ts";
import type { ClientEngine } from "./client-engine.ts";
import { ClientReadings } from "./client-readings.ts";
import { isTalking } from "./client-state.ts";
import type { ClientState } from "./client-state.ts";
import { ClientTools } from "./client-tool.ts";
import type { ClientTool } from "./client-tool.ts";
import { systemClock } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { createEmitter } from "./emitter.ts";
import type { VoiceClientEvents, VoiceClientListener } from "./events.ts";
import { passImage } from "./image-source.ts";
import type { ImageSource } from "./image-source.ts";
import type { Turns } from "./microphone-gate.ts";
import { createToolShell } from "./tool-shell.ts";
import { createVideoShell } from "./video-shell.ts";
import type { VideoShell } from "./video-shell.ts";
import type { VoiceClientOptions } from "./voice-client-options.ts";
import { createVoiceEngine } from "./voice-engine.ts";
import { VoiceError } from "./voice-error.ts";

/**
 * A conversation with an agent, by voice, text and pictures. A thin shell: what happens becomes an
 * event, {@link clientStep} decides, and its effects are carried out in order.
 */
export class VoiceClient extends ClientReadings {
  readonly #audio: AudioShell;
  readonly #clock: Clock;
  readonly #prepareImage: NonNullable<VoiceClientOptions["prepareImage"]>;
  readonly #emitter = createEmitter();
  readonly #engine: ClientEngine;
  readonly #tools = new ClientTools((specs) => this.#engine.dispatch({ type: "tools", specs }));
  readonly #video: VideoShell;
  readonly #call: Call;

  /** @throws VoiceError `bad_input` when there is neither `getToken` nor `key`. */
  constructor(options: VoiceClientOptions) {
    super();
    this.#clock = options.clock ?? systemClock;
    this.#prepareImage = options.prepareImage ?? passImage;
    this.#audio = createAudioShell(options.input, options.output, {
      onPlayed: (report) =>
        this.#engine.dispatch({ type: "played", report, now: this.#clock.now() }),
      onOutputError: (error) => this.#engine.dispatch({ type: "device-failed", error }),
    });
    this.#video = createVideoShell(options, this.#clock, {
      dispatch: (event) => this.#engine.dispatch(event),
      isConnected: () => this.connectionState === "connected",
      isTalking: () => isTalking(this.state),
    });
    this.#emitter.on("welcome", () => this.#video.renew());
    this.#engine = createVoiceEngine(options, this.#clock, {
      emitter: this.#emitter,
      audio: this.#audio,
      video: this.#video,
      tools: createToolShell(this.#tools, (toolCallId, answer) =>
        this.#engine.dispatch({ type: "tool-done", toolCallId, answer }),
      ),
    });
    this.#call = new Call({
      audio: this.#audio,
      clock: this.#clock,
      state: () => this.state,
      dispatch: (event) => this.#engine.dispatch(event),
      connect: () => this.connect(),
    });
  }

  protected override get state(): ClientState {
    return this.#engine.state;
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
    return this.#call.start();
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

  /**
   * Says who decides when the user's turn begins and ends: silence and meaning (`automatic`), or
   * {@link beginTurn} and {@link endTurn} (`manual`, push-to-talk).
   */
  setTurns(turns: Turns): void {
    this.#engine.dispatch({ type: "turns", turns });
  }

  /**
   * The user's manual turn begins: the agent falls silent, and what the microphone hears is sent,
   * from a moment before the call on. Nothing happens without an open call, muted, or in a turn.
   */
  beginTurn(): void {
    this.#engine.dispatch({ type: "turn", action: "begin" });
  }

  /** It is over: the agent answers. Also ends an automatic turn at once. */
  endTurn(): void {
    this.#engine.dispatch({ type: "turn", action: "end" });
  }

  /** It counts for nothing. */
  cancelTurn(): void {
    this.#engine.dispatch({ type: "turn", action: "cancel" });
  }

  /** Says that the user is here, when they seemed to be away. */
  stay(): void {
    this.#engine.dispatch({ type: "stay" });
  }

  /**
   * Shows the agent what the camera sees: a picture a second at most, when something has changed.
   * Call it from the user's gesture.
   * @throws VoiceError `camera_failed` with a `reason`; `aborted` when it was stopped meanwhile.
   */
  startCamera(): Promise<void> {
    return this.#video.start("camera");
  }

  stopCamera(): void {
    this.#video.stop("camera");
  }

  /**
   * Shows the agent a screen or a window that the user chooses, like {@link startCamera}.
   * @throws VoiceError `screen_failed` with a `reason`; `aborted` when it was stopped meanwhile.
   */
  startScreen(): Promise<void> {
    return this.#video.start("screen");
  }

  stopScreen(): void {
    this.#video.stop("screen");
  }

  /** What a page can show of a source that is started: in a browser a MediaStream. */
  videoPreview(source: LiveSource): unknown {
    return this.#video.preview(source);
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
}
