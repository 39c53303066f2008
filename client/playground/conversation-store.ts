import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { LIMITS } from "../../shared/protocol/limits.ts";
import type { LiveSource, MessagePart } from "../../shared/protocol/conversation.ts";
import type { VoiceClientEvents } from "../core/events.ts";
import type { VoiceClient } from "../core/voice-client.ts";
import { VoiceError } from "../core/voice-error.ts";
import type { PendingImage } from "./view/pending-image.ts";
import { initialView, reduceView } from "./view/conversation-view.ts";
import type { ClientSnapshot, ConversationView, ViewEvent } from "./view/conversation-view.ts";

/** What the page needs of a client. */
export type ConversationClient = Omit<VoiceClient, "session" | "setVolume">;

const EVENTS: readonly (keyof VoiceClientEvents)[] = [
  "connectionstatechange",
  "agentstatechange",
  "callstatechange",
  "session",
  "welcome",
  "message",
  "interimtranscript",
  "transcript",
  "caption",
  "userspeechstart",
  "userspeechstop",
  "agentspeechstart",
  "agentspeechstop",
  "duck",
  "unduck",
  "interruption",
  "agentresponsecorrection",
  "toolcall",
  "toolapproval",
  "agentchange",
  "imageseen",
  "turnholdchange",
  "videostatechange",
  "presence",
  "ended",
  "metrics",
  "latency",
  "error",
];

/** One conversation behind the page: the client's events become a view, the page's wishes calls. */
export class ConversationStore {
  readonly client: ConversationClient;
  readonly #view;
  readonly #images = signal<readonly PendingImage[]>([]);
  readonly #stop: (() => void)[] = [];
  #nextKey = 1;

  constructor(client: ConversationClient) {
    this.client = client;
    this.#view = signal(initialView(snapshotOf(client)));
    for (const name of EVENTS) this.#stop.push(this.#listen(name));
  }

  get view(): ReadonlySignal<ConversationView> {
    return this.#view;
  }

  /** Pictures that wait for the next message. */
  get images(): ReadonlySignal<readonly PendingImage[]> {
    return this.#images;
  }

  /** Stops listening to the client and lets go of the previews. The client itself lives on. */
  dispose(): void {
    for (const stop of this.#stop) stop();
    this.#forgetImages(() => true);
  }

  connect(): void {
    this.#dispatch({ type: "retried" });
    this.client.connect().catch((thrown: unknown) => this.#fail(thrown));
  }

  /** Starts or ends the call. Must run in the user's gesture. */
  toggleCall(): void {
    if (this.client.callState !== "closed") {
      this.client.endCall();
      return;
    }
    this.#dispatch({ type: "retried" });
    this.client.startCall().catch((thrown: unknown) => this.#fail(thrown));
  }

  toggleMute(): void {
    this.client.toggleMute();
  }

  /** Between talking freely and holding a key to talk. */
  toggleTurns(): void {
    this.client.setTurns(this.client.turns === "manual" ? "automatic" : "manual");
  }

  beginTurn(): void {
    this.client.beginTurn();
  }

  endTurn(): void {
    this.client.endTurn();
  }

  cancelTurn(): void {
    this.client.cancelTurn();
  }

  /** Says that the user is here. */
  stay(): void {
    this.client.stay();
  }

  /** Shows the agent the camera or the screen, or stops that. Must run in the user's gesture. */
  toggleVideo(source: LiveSource): void {
    const { client } = this;
    const isCamera = source === "camera";
    if (client.videoState(source) !== "off") {
      if (isCamera) client.stopCamera();
      else client.stopScreen();
      return;
    }
    this.#dispatch({ type: "retried" });
    (isCamera ? client.startCamera() : client.startScreen()).catch(ignoreTold);
  }

  interrupt(): void {
    this.client.interrupt();
  }

  /** The user allows a tool that waits, or doesn't. */
  approve(toolCallId: string, approved: boolean): void {
    this.client.approve(toolCallId, approved);
  }

  dismissError(): void {
    this.#dispatch({ type: "error-dismissed" });
  }

  /** Sends text with the pictures that are ready, connecting first where needed. */
  async sendText(text: string): Promise<boolean> {
    try {
      // Without a wait where there is a connection: sound may only be woken in the user's gesture.
      if (this.client.connectionState !== "connected") await this.client.connect();
      const numbers = this.#images.value.flatMap((image) =>
        image.state === "ready" ? [image.number] : [],
      );
      this.client.sendText(text, numbers.length > 0 ? { images: numbers } : {});
      this.#forgetImages((image) => image.state === "ready");
      return true;
    } catch (thrown) {
      this.#fail(thrown);
      return false;
    }
  }

  /** Prepares pictures for the next message; what is no image, or too many, is refused in words. */
  addImages(files: Iterable<File>): void {
    for (const file of files) {
      if (!file.type.startsWith("image/")) {
        this.#refuseImage("unsupported", "This file is not a picture.");
        continue;
      }
      if (this.#images.value.length >= LIMITS.pendingImages) {
        this.#refuseImage(
          "bad_input",
          `Up to ${LIMITS.pendingImages} pictures go with one message.`,
        );
        return;
      }
      void this.#addImage(file);
    }
  }

  removeImage(key: number): void {
    const image = this.#images.value.find((other) => other.key === key);
    if (image?.state === "ready") this.client.removeImage(image.number);
    this.#forgetImages((other) => other.key === key);
  }

  async #addImage(file: File): Promise<void> {
    const key = this.#nextKey;
    this.#nextKey += 1;
    const image = { key, name: file.name, previewUrl: URL.createObjectURL(file) };
    this.#images.value = [...this.#images.value, { ...image, state: "preparing" }];
    try {
      if (this.client.connectionState !== "connected") await this.client.connect();
      const number = await this.client.addImage(file, file.type);
      if (!this.#images.value.some((other) => other.key === key)) {
        this.client.removeImage(number);
        return;
      }
      this.#images.value = this.#images.value.map((other) =>
        other.key === key ? { ...image, state: "ready", number } : other,
      );
    } catch (thrown) {
      this.#forgetImages((other) => other.key === key);
      this.#fail(thrown);
    }
  }

  #refuseImage(code: "unsupported" | "bad_input", message: string): void {
    this.#fail(new VoiceError(code, message, { stage: "image" }));
  }

  #forgetImages(isOver: (image: PendingImage) => boolean): void {
    const kept: PendingImage[] = [];
    for (const image of this.#images.value)
      if (isOver(image)) URL.revokeObjectURL(image.previewUrl);
      else kept.push(image);
    this.#images.value = kept;
  }

  #listen<Name extends keyof VoiceClientEvents>(name: Name): () => void {
    return this.client.on(name, (event) => {
      this.#dispatch({ type: name, event } as ViewEvent);
      if (name === "message") this.#afterMessage(event as VoiceClientEvents["message"]);
    });
  }

  /** Pictures join the next thing that the user says: they are then no longer waiting. */
  #afterMessage({ message }: VoiceClientEvents["message"]): void {
    if (message.role === "user" && message.parts.some(isSentPicture))
      this.#forgetImages((image) => image.state === "ready");
  }

  #dispatch(event: ViewEvent): void {
    this.#view.value = reduceView(this.#view.value, event, snapshotOf(this.client));
  }

  #fail(thrown: unknown): void {
    const error = VoiceError.from(thrown, "connection_failed", "connection");
    // The user took it back.
    if (error.code === "aborted") return;
    this.#dispatch({ type: "error", event: error });
  }
}

function snapshotOf(client: ConversationClient): ClientSnapshot {
  return {
    connection: client.connectionState,
    agentState: client.agentState,
    ducked: client.isDucked,
    call: client.callState,
    muted: client.isMuted,
    messages: client.messages,
    interim: client.interim,
    captions: client.captions,
    agent: client.agent,
    approvals: client.approvals,
    stages: client.stages,
    turns: client.turns,
    held: client.isTurnHeld,
    presence: client.presence,
    video: { camera: client.videoState("camera"), screen: client.videoState("screen") },
  };
}

/** The client has told it as an error event. */
function ignoreTold(): void {}

function isSentPicture(part: MessagePart): boolean {
  return part.type === "file" && part.live === undefined;
}
