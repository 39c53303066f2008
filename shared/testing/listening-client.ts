import type { ClientMessage } from "../protocol/client-messages.ts";
import { decodeFrame, encodeFrame } from "../protocol/frame.ts";
import { parseServerMessage } from "../protocol/parse-message.ts";
import type { ServerMessage } from "../protocol/server-messages.ts";
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import { LoudReply } from "./loud-reply.ts";
import { ScriptedSound } from "./scripted-sound.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** Milliseconds between two reports of playback. */
const REPORT_MS = 200;
/** How often it is looked how far playback is. */
const PLAY_MS = 40;
/** Audio that waits before a reply begins. */
const BUFFER_MS = 60;
/** Milliseconds of one microphone frame. */
export const FRAME_MS = 40;
/** Sound that is kept while no socket is there, in milliseconds. */
const KEPT_MS = 5_000;
const MICROPHONE_SAMPLES = FRAME_MS * 16;

/** One end of a socket. */
export interface ClientSocket {
  send(data: string | Uint8Array): void;
}

/** What a client is made with. */
export interface ListeningClientOptions {
  readonly clock: VirtualClock;
  readonly plays?: boolean;
  readonly turns?: "automatic" | "manual";
}

/**
 * An honest client without a browser: it plays replies at their rate, holds and flushes them at the
 * exact sample, reports what it played, keeps sound for a socket that was lost, and says what it has
 * when it comes back.
 */
export class ListeningClient {
  /** Every message so far, in order. */
  readonly messages: ServerMessage[] = [];
  /** Every reply that came, in order. */
  readonly replies: LoudReply[] = [];
  /** The microphone as the user wants it. */
  microphone: "open" | "muted" | "closed" = "closed";
  /** Whether the server takes and answers messages: it has welcomed this connection. */
  isWelcome = false;
  readonly #clock: VirtualClock;
  readonly #plays: boolean;
  readonly #turns: "automatic" | "manual" | undefined;
  #socket: ClientSocket | undefined;
  #ticking: (() => void) | undefined;
  #listening: (() => void) | undefined;
  readonly #sound = new ScriptedSound();
  #kept: Int16Array[] = [];
  #outbox: ClientMessage[] = [];
  #position = 0;
  #sequence = 0;
  /** When this connection's first sample was captured. */
  #origin = 0;
  /** When the user's last sound was captured, by turn. */
  readonly #ends = new Map<number, number>();

  constructor({ clock, plays = true, turns }: ListeningClientOptions) {
    this.#clock = clock;
    this.#plays = plays;
    this.#turns = turns;
  }

  /** Milliseconds of sound that the microphone has still to hear. */
  get soundMs(): number {
    return this.#sound.length / 16;
  }

  /** The reply that can be heard now. */
  get audible(): LoudReply | undefined {
    return this.replies.find((reply) => reply.isLive);
  }

  /** A socket was opened. */
  connect(socket: ClientSocket): void {
    this.#play();
    this.#socket = socket;
    this.isWelcome = false;
    const last = this.replies.at(-1);
    const resume =
      last === undefined || !this.#plays
        ? {}
        : { resume: { turn: last.turn, samples: last.received, played: last.played } };
    const turns = this.#turns === undefined ? {} : { turns: this.#turns };
    socket.send(
      JSON.stringify({
        ...{ type: "hello", protocol: PROTOCOL_VERSION, client: "listening/1" },
        plays: this.#plays,
        ...turns,
        ...resume,
      }),
    );
  }

  /** The socket is gone: what is queued is played, what is heard is kept. */
  disconnect(): void {
    this.#play();
    this.#socket = undefined;
    this.isWelcome = false;
  }

  /** Something came from the server. */
  receive(data: string | Uint8Array): void {
    this.#play();
    if (typeof data === "string") this.#onMessage(parseServerMessage(data));
    else this.#onFrame(data);
    this.#tick();
  }

  /** The user speaks, or makes another sound, after what was said before; a closed microphone hears nothing. */
  hear(...sounds: Int16Array[]): void {
    if (this.microphone === "open") this.#sound.add(...sounds);
  }

  /** Opens, mutes or closes the microphone. */
  setMicrophone(state: "open" | "muted" | "closed"): void {
    this.microphone = state;
    if (state !== "open") this.#sound.clear();
    if (this.isWelcome) this.#send({ type: "microphone", state });
    this.#listen();
  }

  /** Sends a message, or keeps it until the server is there. */
  say(message: ClientMessage): void {
    this.#play();
    if (message.type === "interrupt")
      for (const reply of this.replies.filter(({ isLive }) => isLive)) this.#stop(reply);
    if (this.isWelcome) this.#send(message);
    else this.#outbox.push(message);
  }

  /** The client is closed: nothing more comes of it. */
  close(): void {
    this.#ticking?.();
    this.#listening?.();
    this.#ticking = undefined;
    this.#listening = undefined;
  }

  /** Before the welcome nothing is said; what was played by then is told after it. */
  #send(message: ClientMessage): void {
    if (this.isWelcome) this.#socket?.send(JSON.stringify(message));
  }

  #onMessage(message: ServerMessage): void {
    this.messages.push(message);
    switch (message.type) {
      case "welcome":
        return this.#onWelcome(message.resuming);
      case "speech-end":
        this.#ends.set(message.turn, this.#origin + message.at / 16);
        return;
      case "reply-start":
        this.replies.push(new LoudReply(message.turn, message.message));
        return;
      case "reply-resume": {
        let reply = this.#replyOf(message.turn);
        if (reply === undefined) {
          reply = new LoudReply(message.turn, message.message, message.from);
          this.replies.push(reply);
        }
        reply.captions = message.captions;
        if (message.ducked === true) this.#duck(reply);
        else reply.unduck(this.#clock.now());
        return;
      }
      case "caption": {
        const reply = this.#replyOf(message.turn);
        if (reply !== undefined) reply.captions = [...reply.captions, message];
        return;
      }
      case "reply-end":
        this.#replyOf(message.turn)?.end(message.samples);
        return this.#play();
      case "duck": {
        const reply = this.#replyOf(message.turn);
        if (reply?.isLive === true && this.#plays) this.#duck(reply);
        return;
      }
      case "unduck":
        return this.#replyOf(message.turn)?.unduck(this.#clock.now());
      case "flush": {
        const reply = this.#replyOf(message.turn);
        if (reply?.isLive === true) this.#stop(reply);
        return;
      }
      default:
        return;
    }
  }

  #onWelcome(resuming: number | undefined): void {
    this.isWelcome = true;
    const interrupts = this.#outbox.filter(({ type }) => type === "interrupt");
    for (const message of interrupts) this.#send(message);
    const last = this.replies.at(-1);
    if (this.#plays && last !== undefined && (last.played > 0 || !last.isLive))
      this.#send(last.report());
    for (const reply of this.replies)
      if (reply.turn !== resuming) reply.breakOff(this.#clock.now());
    this.#position = 0;
    if (this.microphone !== "closed") this.#send({ type: "microphone", state: this.microphone });
    for (const samples of this.#kept) this.#sendSound(samples);
    this.#kept = [];
    for (const message of this.#outbox) if (message.type !== "interrupt") this.#send(message);
    this.#outbox = [];
    this.#play();
  }

  #onFrame(bytes: Uint8Array): void {
    const { turn, position, payload } = decodeFrame(bytes);
    const samples = new Int16Array(payload.buffer, payload.byteOffset, payload.byteLength / 2);
    const reply = this.replies.find((one) => (one.turn & 0xffff) === turn);
    reply?.receive(position, samples, this.#clock.now() + BUFFER_MS);
  }

  #duck(reply: LoudReply): void {
    reply.duck(this.#clock.now());
    this.#send({ ...reply.report(), ducked: true });
  }

  #stop(reply: LoudReply): void {
    reply.stop();
    if (this.#plays) this.#send(reply.report());
  }

  #replyOf(turn: number): LoudReply | undefined {
    return this.replies.find((reply) => reply.turn === turn);
  }

  /** Plays up to now; one reply after the other. */
  #play(): void {
    const now = this.#clock.now();
    for (let reply = this.audible; reply !== undefined; reply = this.audible) {
      const isFirst = reply.played === reply.start;
      reply.play(now);
      if (isFirst && reply.played > reply.start) this.#tellFirst(reply);
      if (reply.isLive) break;
      if (this.#plays) this.#send(reply.report());
    }
    const reply = this.audible;
    if (reply === undefined || reply.played === reply.reported) return;
    if (now - reply.reportedAt < REPORT_MS || reply.isDucked) return;
    reply.reportedAt = now;
    this.#send(reply.report());
  }

  /** A reply began to be heard: the server learns how long that took. */
  #tellFirst({ turn, firstAt }: LoudReply): void {
    const end = this.#ends.get(turn);
    if (end === undefined || firstAt === undefined) return;
    this.#ends.delete(turn);
    this.#send({ type: "heard", turn, firstAudioMs: firstAt - end, bufferMs: BUFFER_MS });
  }

  /** Looks again while something can be heard. */
  #tick(): void {
    if (this.#ticking !== undefined || this.audible === undefined) return;
    this.#ticking = this.#clock.schedule(PLAY_MS, () => {
      this.#ticking = undefined;
      this.#play();
      if (this.audible?.isWaiting === false) this.#tick();
    });
  }

  #listen(): void {
    if (this.#listening !== undefined || this.microphone !== "open") return;
    this.#listening = this.#clock.schedule(FRAME_MS, () => {
      this.#listening = undefined;
      if (this.microphone !== "open") return;
      const samples = this.#sound.take(MICROPHONE_SAMPLES);
      if (this.isWelcome) this.#sendSound(samples);
      else {
        this.#kept.push(samples);
        if (this.#kept.length > KEPT_MS / FRAME_MS) this.#kept.shift();
      }
      this.#listen();
    });
  }

  #sendSound(samples: Int16Array): void {
    const payload = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    const [sequence, position] = [this.#sequence++, this.#position];
    if (position === 0) this.#origin = this.#clock.now() - FRAME_MS;
    this.#position += samples.length;
    this.#socket?.send(encodeFrame({ kind: "microphone", sequence, turn: 0, position, payload }));
  }
}
