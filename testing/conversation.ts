import type { Message } from "../shared/protocol/conversation.ts";
import { messageText } from "../shared/protocol/conversation.ts";
import { ListeningClient } from "../shared/testing/listening-client.ts";
import type { LoudReply } from "../shared/testing/loud-reply.ts";
import { createTokenVoice, noise, silence } from "../shared/testing/token-audio.ts";
import { createVirtualClock } from "../shared/testing/virtual-clock.ts";
import type { TimelineEntry } from "../shared/timeline/timeline-entry.ts";
import type { AgentDefinition } from "../worker/agents/agent-definition.ts";
import { fakeModels } from "./fake-models.ts";
import type { FakeModels } from "./fake-models.ts";
import { ScriptedModels } from "./scripted-models.ts";
import { SessionHost } from "./session-host.ts";
import { WatchedTools } from "./watched-tools.ts";

/** What a conversation is tested with. */
export interface ConversationOptions {
  readonly agent: AgentDefinition;
  /** Agents to whom it may hand over. */
  readonly others?: readonly AgentDefinition[];
  readonly models: FakeModels;
  /** Milliseconds on the way to the server, and back; 20 unless told. */
  readonly networkMs?: number;
  /** Who ends the user's turns: silence and meaning, or {@link Conversation.turn}. */
  readonly turns?: "automatic" | "manual";
  /** Whether the microphone is open from the beginning; true unless told. */
  readonly microphone?: boolean;
}

/** A silence between words. */
export interface Pause {
  readonly pause: number;
}

/** So many milliseconds of silence, within what is said. */
export function pause(ms: number): Pause {
  return { pause: ms };
}

/** A reply as it was heard. */
export interface HeardReply {
  /** The words that came out of the loudspeaker. */
  readonly text: string;
  /** It was cut short. */
  readonly interrupted: boolean;
  readonly message: Message | undefined;
}

/** Virtual milliseconds after which something that is waited for is taken not to come. */
const PATIENCE_MS = 60_000;
/** What the user does between two looks. */
const LOOK_MS = 20;
const START = Date.UTC(2026, 0, 1);

/** A whole conversation with an agent in virtual time, spoken and heard by a script. */
export class Conversation {
  readonly #clock = createVirtualClock(START);
  readonly #voice = createTokenVoice();
  readonly #client: ListeningClient;
  readonly #host: SessionHost;
  readonly #tools: WatchedTools;
  readonly #networkMs: number;
  readonly #timeline: TimelineEntry[] = [];
  #sockets = 0;
  #socket: string | undefined;
  /** History as it was when it ended. */
  #last: readonly Message[] | undefined;
  /** Replies that {@link hears} has told of. */
  #told = 0;

  constructor({ agent, others = [], models, networkMs = 20, turns }: ConversationOptions) {
    const clock = this.#clock;
    this.#networkMs = networkMs;
    this.#tools = new WatchedTools();
    this.#client = new ListeningClient({ clock, ...(turns === undefined ? {} : { turns }) });
    this.#host = new SessionHost({
      clock,
      agent: this.#tools.watch(agent),
      others: others.map((one) => this.#tools.watch(one)),
      gateway: new ScriptedModels(clock, fakeModels(models, this.#voice)),
      watch: { note: (fact, at) => void this.#timeline.push({ ...fact, at }) },
    });
  }

  /** The conversation so far, as the agent remembers it. */
  get history(): readonly Message[] {
    return this.#last ?? this.#host.history;
  }

  /** The same as lines: `user: …`, `agent: …`. */
  get transcript(): readonly string[] {
    return this.history.map(
      (message) => `${message.role === "user" ? "user" : "agent"}: ${messageText(message)}`,
    );
  }

  /** Everything that happened, for `latencyOf` and `npm run replay`. */
  get timeline(): readonly TimelineEntry[] {
    return this.#timeline;
  }

  /** Milliseconds since the conversation began. */
  get now(): number {
    return this.#clock.now() - START;
  }

  /** Says words, with pauses where they are; resolves when the last word is said. */
  async say(...parts: readonly (string | Pause)[]): Promise<void> {
    for (const part of parts) {
      if (typeof part !== "string") this.#client.hear(silence(part.pause));
      else for (const word of part.split(/\s+/)) this.#client.hear(this.#voice.word(word));
    }
    await this.wait(this.#client.soundMs);
  }

  /** A sound that is no word, so long. */
  async noise(ms: number): Promise<void> {
    this.#client.hear(noise(ms));
    await this.wait(ms);
  }

  /** Lets time pass. */
  async wait(ms: number): Promise<void> {
    const until = this.#clock.now() + ms;
    let isOver = false;
    this.#clock.schedule(ms, () => (isOver = true));
    while (!isOver && this.#clock.now() <= until) await this.#step();
  }

  /** Types a message. */
  type(text: string): void {
    this.#client.say({ type: "text", text });
  }

  /** Presses the button that stops the agent. */
  interrupt(): void {
    this.#client.say({ type: "interrupt" });
  }

  /** Presses or lets go of the key of a push-to-talk client. */
  turn(action: "begin" | "end" | "cancel"): void {
    this.#client.say({ type: "turn", action });
  }

  /** Opens, mutes or closes the microphone. */
  microphone(state: "open" | "muted" | "closed"): void {
    this.#client.setMicrophone(state);
  }

  /** The network breaks; {@link reconnect} mends it. */
  disconnect(): void {
    const id = this.#socket;
    this.#socket = undefined;
    this.#client.disconnect();
    if (id !== undefined) this.#host.lost(id);
  }

  reconnect(): void {
    const id = `socket-${++this.#sockets}`;
    this.#socket = id;
    const later = (arrive: () => void): void =>
      void this.#clock.schedule(this.#networkMs, () => {
        if (id === this.#socket) arrive();
      });
    this.#host.open({
      id,
      deliver: (data) => later(() => this.#client.receive(data)),
      close: () => later(() => this.disconnect()),
    });
    this.#client.connect({ send: (data) => later(() => this.#host.receive(id, data)) });
  }

  /** The server's machine is lost, and the client finds another one. */
  crash(): void {
    this.#host.crash();
    this.disconnect();
    this.reconnect();
  }

  /** Resolves when the agent can be heard. */
  async audible(): Promise<void> {
    await this.#until("the agent speaks", () => this.#client.audible?.isWaiting === false);
  }

  /**
   * Resolves with the next reply, once it is over; `expected` must be in its words.
   * @throws Error when none comes within a minute, or it says something else.
   */
  async hears(expected: string | RegExp = ""): Promise<HeardReply> {
    const over = (): LoudReply | undefined =>
      this.#client.replies.slice(this.#told).find((reply) => !reply.isLive && reply.played > 0);
    await this.#until(`a reply with ${expected}`, () => over() !== undefined);
    const reply = over() as LoudReply;
    this.#told = this.#client.replies.indexOf(reply) + 1;
    // What was heard is known as soon as the last report has arrived.
    await this.wait(4 * this.#networkMs + LOOK_MS);
    const message = this.history.find(({ id }) => id === reply.message);
    const text = message === undefined ? "" : messageText(message);
    const fits = typeof expected === "string" ? text.includes(expected) : expected.test(text);
    if (!fits) throw new Error(`The agent said "${text}", and not ${expected}.\n${this.#soFar()}`);
    return { text, interrupted: message?.interrupted === true, message };
  }

  /** Ends it: nothing of it goes on. */
  async hangUp(): Promise<void> {
    this.#client.setMicrophone("closed");
    await this.wait(LOOK_MS + this.#networkMs);
    this.disconnect();
    this.#client.close();
    this.#last = this.#host.history;
    this.#host.close();
  }

  async #until(what: string, isSo: () => boolean): Promise<void> {
    const latest = this.#clock.now() + PATIENCE_MS;
    while (!isSo()) {
      if (this.#clock.now() > latest || this.#clock.next === undefined)
        throw new Error(`Waited for ${what} in vain.\n${this.#soFar()}`);
      await this.#step();
    }
  }

  /** One step of virtual time, which stands still while a tool works. */
  async #step(): Promise<void> {
    await this.#tools.idle();
    this.#clock.step();
    await settled();
  }

  #soFar(): string {
    return ["The conversation so far:", ...this.transcript].join("\n  ");
  }
}

/** Begins a conversation: the client is connected, and its microphone is open unless told. */
export async function converse(options: ConversationOptions): Promise<Conversation> {
  const conversation = new Conversation(options);
  conversation.reconnect();
  if (options.microphone !== false) conversation.microphone("open");
  await conversation.wait(LOOK_MS + 3 * (options.networkMs ?? 20));
  return conversation;
}

/** Resolves when every promise that can go on has gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
