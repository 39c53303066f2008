import { agentInfo } from "../durable-objects/voice-session/agent-info.ts";
import { Cast } from "../durable-objects/voice-session/cast.ts";
import { errorEvent } from "../durable-objects/voice-session/error-event.ts";
import {
  countBad,
  countInbound,
  NOTHING_INBOUND,
} from "../durable-objects/voice-session/inbound-rate.ts";
import { Interpreter } from "../durable-objects/voice-session/interpreter.ts";
import { Listener } from "../durable-objects/voice-session/listener.ts";
import { Pictures } from "../durable-objects/voice-session/pictures.ts";
import { receiveMessage } from "../durable-objects/voice-session/receive-message.ts";
import type { SessionPorts } from "../durable-objects/voice-session/session-ports.ts";
import { ConversationStore } from "../durable-objects/voice-session/store.ts";
import {
  turnSettingsOf,
  voiceActivityOf,
} from "../durable-objects/voice-session/turn-settings-of.ts";
import { AppError } from "../shared/errors/app-error.ts";
import { CLOSE_CODES } from "../shared/protocol/close-codes.ts";
import type { Message } from "../shared/protocol/conversation.ts";
import { decodeFrame } from "../shared/protocol/frame.ts";
import { parseClientMessage } from "../shared/protocol/parse-message.ts";
import type { ServerMessage } from "../shared/protocol/server-messages.ts";
import { PROTOCOL_VERSION } from "../shared/protocol/version.ts";
import { createTokenVad } from "../shared/testing/token-audio.ts";
import { GatedStorage } from "./gated-storage.ts";
import type { HostSocket, SessionHostOptions } from "./host-options.ts";
import { STAGES, hostPorts } from "./host-ports.ts";

interface Connected {
  readonly socket: HostSocket;
  state: "new" | "greeted" | "closed";
  plays: boolean;
  turns: "automatic" | "manual";
  microphone: "open" | "muted" | "closed";
}

/** What is lost with the object's memory. */
interface Life {
  readonly ports: SessionPorts;
  readonly interpreter: Interpreter;
  readonly pictures: Pictures;
}

/**
 * An object that holds one conversation, without its platform: the real interpreter, store and turn
 * machine over sockets, storage and time of a test's own. It may die and live again at any time.
 */
export class SessionHost {
  readonly store: ConversationStore;
  readonly #options: SessionHostOptions;
  readonly #storage: GatedStorage;
  readonly #connected = new Map<string, Connected>();
  readonly #timers = new Set<() => void>();
  #life: Life | undefined;
  #epoch = 0;
  #lives = 0;
  #ids = 0;
  #rate = NOTHING_INBOUND;
  /** What the voice has said before, for this object alone: tests are apart. */
  readonly #recorded = new Map<string, Int16Array>();

  constructor(options: SessionHostOptions) {
    this.#options = options;
    this.#storage = new GatedStorage(options.clock, options.storageMs);
    this.store = new ConversationStore(this.#storage.sql);
    this.#storage.settle();
  }

  /** Timers that the object waits for. */
  get timers(): number {
    return this.#timers.size;
  }

  /** How often its memory was made. */
  get lives(): number {
    return this.#lives;
  }

  /** Another number whenever its memory was made or lost. */
  get epoch(): number {
    return this.#epoch;
  }

  get history(): readonly Message[] {
    return this.store.history();
  }

  get interpreter(): Interpreter | undefined {
    return this.#life?.interpreter;
  }

  /** A socket was opened: it takes the place of every other. */
  open(socket: HostSocket): void {
    for (const one of this.#connected.values()) this.#close(one, CLOSE_CODES.replaced.code);
    this.#connected.set(socket.id, {
      ...{ socket, state: "new", plays: false, turns: "automatic", microphone: "closed" },
    });
    this.#rate = NOTHING_INBOUND;
    this.#leaveIfNobody();
  }

  /** The platform has noticed that a socket is gone. */
  lost(id: string): void {
    const connected = this.#connected.get(id);
    if (connected === undefined) return;
    this.#connected.delete(id);
    if (connected.state === "closed") return;
    connected.state = "closed";
    this.#leaveIfNobody();
  }

  /** Something came on a socket. */
  receive(id: string, data: string | Uint8Array): void {
    const connected = this.#connected.get(id);
    if (connected === undefined || connected.state === "closed") return;
    const [rate, measure] = countInbound(this.#rate, this.#options.clock.now());
    this.#rate = rate;
    if (measure === "over") return this.#close(connected, CLOSE_CODES.too_much.code);
    try {
      if (typeof data === "string") this.#onText(connected, data);
      else this.#onBinary(connected, data);
    } catch (thrown) {
      this.#refuse(connected, thrown);
    }
    this.#storage.settle();
  }

  /** The object's machine is lost: its memory, its sockets, and what was not durable yet. */
  crash(): void {
    this.#dropMemory();
    this.#storage.crash();
    for (const one of this.#connected.values()) this.#close(one, 1006);
  }

  /** Its memory is given up while nothing happens; its sockets stay. */
  hibernate(): void {
    this.#dropMemory();
  }

  /** Writes what is due and ends. */
  close(): void {
    this.#dropMemory();
    this.#storage.close();
  }

  #dropMemory(): void {
    this.#life = undefined;
    this.#epoch++;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #onText(connected: Connected, text: string): void {
    const message = parseClientMessage(text);
    if (message.type === "hello") {
      if (message.protocol !== PROTOCOL_VERSION)
        return this.#close(connected, CLOSE_CODES.bad_handshake.code);
      if (connected.state === "greeted")
        throw new AppError("bad_message", "Only the first message can be a hello.", {
          field: "type",
        });
      const { plays, turns = "automatic" } = message;
      const { interpreter } = this.#talk();
      const { cast } = interpreter.tools;
      Object.assign(connected, { state: "greeted", plays, turns, microphone: "closed" });
      const { resuming } = interpreter;
      this.#send({
        ...{ type: "welcome", protocol: PROTOCOL_VERSION, session: "session" },
        agent: agentInfo(cast.part.agent),
        stages: STAGES,
        history: this.store.history(),
        ...(resuming === undefined ? {} : { resuming }),
      });
      interpreter.tools.register(message.tools ?? []);
      return interpreter.connect(connected.socket.id, turns, message.resume);
    }
    if (connected.state !== "greeted")
      throw new AppError("bad_message", "The first message must be a hello.", { field: "type" });
    if (message.type === "microphone") connected.microphone = message.state;
    if (message.type === "turns") connected.turns = message.turns;
    const { store } = this;
    receiveMessage(message, { ...this.#talk(), store, connection: connected.socket.id });
  }

  #onBinary(connected: Connected, data: Uint8Array): void {
    if (connected.state !== "greeted")
      throw new AppError("bad_message", "The first message must be a hello.", { field: "type" });
    const frame = decodeFrame(data);
    const { interpreter, pictures } = this.#talk();
    if (frame.kind === "image")
      return pictures.receive(connected.socket.id, frame.position, frame.payload);
    if (frame.kind !== "microphone")
      throw new AppError("bad_message", "A client sends no replies.", { field: "frame.kind" });
    if (connected.microphone !== "open") return;
    const { buffer, byteOffset, byteLength } = frame.payload;
    interpreter.ears.write(frame.position, new Int16Array(buffer, byteOffset, byteLength / 2));
  }

  #refuse(connected: Connected, thrown: unknown): void {
    const error = AppError.from(thrown);
    if (error.code === "internal") throw thrown;
    this.#deliver(connected, JSON.stringify(errorEvent(error)));
    const [rate, measure] = countBad(this.#rate);
    this.#rate = rate;
    if (measure === "over") this.#close(connected, CLOSE_CODES.too_much.code);
  }

  #close(connected: Connected, code: number): void {
    if (connected.state === "closed") return;
    connected.state = "closed";
    // What was sent before leaves before.
    this.#storage.afterWrites(() => connected.socket.close(code));
  }

  #leaveIfNobody(): void {
    if (this.#client() === undefined) this.#life?.interpreter.leave();
    this.#storage.settle();
  }

  #client(): Connected | undefined {
    for (const one of this.#connected.values()) if (one.state === "greeted") return one;
    return undefined;
  }

  #talk(): Life {
    this.#life ??= this.#wake();
    return this.#life;
  }

  #wake(): Life {
    const { agent } = this.#options;
    this.#lives++;
    this.#epoch++;
    const { store } = this;
    if (store.fact("agent") === undefined) store.setFact("agent", agent.name);
    const cast = new Cast(store, [agent, ...(this.#options.others ?? [])]);
    const ports = this.#ports(cast);
    const pictures = new Pictures(store, ports);
    const listener = new Listener((this.#options.vad ?? createTokenVad)(), voiceActivityOf(agent));
    const settings = turnSettingsOf(agent);
    const interpreter = new Interpreter({ ports, store, pictures, listener, settings, cast });
    const client = this.#client();
    const life = { ports, interpreter, pictures };
    // A socket that lived through hibernation.
    if (client !== undefined) {
      interpreter.connect(client.socket.id, client.turns);
      if (client.microphone === "open") interpreter.dispatch({ type: "microphone", state: "open" });
    }
    return life;
  }

  #ports(cast: Cast): SessionPorts {
    const { watch } = this.#options;
    const epoch = this.#epoch;
    return hostPorts(this.#options, {
      cast,
      isAlive: () => epoch === this.#epoch,
      newId: () => `id-${++this.#ids}`,
      timers: this.#timers,
      storage: this.#storage,
      happened: () => this.#storage.settle(),
      recorded: {
        get: (text) => this.#recorded.get(text),
        keep: (text, samples) => void this.#recorded.set(text, samples),
      },
      send: (message) => this.#send(message),
      sendFrame: (bytes) => {
        const client = this.#client();
        if (client === undefined) return;
        watch?.send?.(client.socket.id, bytes);
        this.#deliver(client, bytes);
      },
      end: () => {
        watch?.ended?.();
        const client = this.#client();
        if (client !== undefined) this.#close(client, CLOSE_CODES.idle.code);
      },
      audience: () => {
        const client = this.#client();
        if (client === undefined) return "none";
        return client.plays ? "plays" : "reads";
      },
    });
  }

  #send(message: ServerMessage): void {
    const client = this.#client();
    if (client === undefined) return;
    this.#options.watch?.send?.(client.socket.id, message);
    this.#deliver(client, JSON.stringify(message));
  }

  #deliver({ socket }: Connected, data: string | Uint8Array): void {
    this.#storage.afterWrites(() => socket.deliver(data));
  }
}
