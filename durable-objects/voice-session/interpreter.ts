import type { AppError } from "../../shared/errors/app-error.ts";
import type { MessagePart } from "../../shared/protocol/conversation.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import type { Stage } from "../../shared/protocol/server-messages.ts";
import { REPLY_RATE } from "../../shared/protocol/version.ts";
import { heardText } from "../../shared/speech/heard-text.ts";
import { transition } from "../../shared/turn/transition.ts";
import type { ReplyTo, TurnEffect } from "../../shared/turn/turn-effect.ts";
import type { TurnEvent } from "../../shared/turn/turn-event.ts";
import { initialTurn, visibleState } from "../../shared/turn/turn.ts";
import type { Turn } from "../../shared/turn/turn.ts";
import { toolSpecs } from "../../worker/agents/tool-spec.ts";
import type { PromptMessage } from "../../worker/gateway/run-types.ts";
import { Ears } from "./ears.ts";
import { greeting } from "./greeting.ts";
import type { Listener } from "./listener.ts";
import type { Pictures } from "./pictures.ts";
import { buildPrompt } from "./prompt.ts";
import { ReadAhead } from "./read-ahead.ts";
import { Reply } from "./reply.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { ConversationStore } from "./store.ts";
import { think } from "./think.ts";
import { turnMetrics } from "./turn-clock.ts";
import type { TurnMoments } from "./turn-clock.ts";

/** How long after its audio must be over a reply counts as heard, where no client says so. */
const UNREPORTED_MS = 2_000;

/**
 * Carries out what the turn machine decides: the only place where its effects meet promises, models
 * and sockets. Events come in by {@link dispatch}, one at a time.
 */
export class Interpreter {
  readonly ears: Ears;
  readonly #ports: SessionPorts;
  readonly #store: ConversationStore;
  readonly #pictures: Pictures;
  readonly #ahead: ReadAhead;
  #turn: Turn;
  #reply: Reply | undefined;
  #moments: TurnMoments = { spoken: 0 };
  /** The turn whose user message is in history, and the pictures that a text message names. */
  #said = 0;
  #numbers: readonly number[] | undefined;
  #connection = "";
  readonly #queue: TurnEvent[] = [];
  #busy = false;

  constructor(
    ports: SessionPorts,
    store: ConversationStore,
    pictures: Pictures,
    listener: Listener,
  ) {
    this.#ports = ports;
    this.#store = store;
    this.#pictures = pictures;
    this.#ahead = new ReadAhead(ports, store, pictures);
    this.#turn = initialTurn(Number(store.fact("turn") ?? 0));
    this.ears = new Ears(listener, ports, {
      event: (event) => this.dispatch(event),
      interim: (text) => {
        ports.send({ type: "interim", turn: this.#turn.number, text });
        if (this.#turn.phase.state === "hearing") this.#ahead.read(text);
      },
      problem: (error) => this.#problem(error, "listen"),
      spoken: (at) => {
        this.#moments = { spoken: at };
      },
      mark: (moment) => this.#mark(moment),
    });
  }

  /** A client has connected, or the one there was has left. */
  connect(connection: string): void {
    this.#connection = connection;
    this.ears.reconnect();
  }

  /** Tells the state anew, for a client that has just come. */
  showState(): void {
    const { number } = this.#turn;
    this.#ports.send({ type: "state", state: visibleState(this.#turn), turn: number });
  }

  /** The user typed; `images` are the numbers of the pictures that go with it. */
  text(text: string, images: readonly number[] | undefined): void {
    this.#numbers = images;
    this.#moments = { spoken: this.#ports.now() };
    this.dispatch({ type: "text", text });
  }

  /** The client has left: what is still being said goes into history as it is. */
  leave(): void {
    this.ears.stop();
    this.dispatch({ type: "microphone", state: "closed" });
    const { phase, number } = this.#turn;
    if (phase.state !== "speaking" || phase.sent.state !== "complete") return;
    this.dispatch({ type: "played", turn: number, samples: phase.sent.samples, done: true });
  }

  /** Gives an event to the turn machine and carries out what follows, in order. */
  dispatch(event: TurnEvent): void {
    this.#queue.push(event);
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift())
        this.#step(next);
    } finally {
      this.#busy = false;
    }
  }

  #step(event: TurnEvent): void {
    const before = visibleState(this.#turn);
    const [turn, effects] = transition(this.#turn, event);
    this.#turn = turn;
    for (const effect of effects) this.#perform(effect);
    if (visibleState(turn) !== before) this.showState();
  }

  #perform(effect: TurnEffect): void {
    const { send } = this.#ports;
    switch (effect.type) {
      case "speech-started":
        return send({ type: "speech-start", turn: effect.turn, at: effect.sample });
      case "speech-ended":
        this.#mark("ended");
        return send({ type: "speech-end", turn: effect.turn, at: effect.sample });
      case "transcribe":
        this.#ahead.stop();
        return void this.ears.transcribe(effect.turn, effect.attempt);
      case "nothing-said":
        this.ears.forget();
        return send({ type: "interim", turn: effect.turn, text: "" });
      case "user-said":
        return this.#userSaid(effect.turn, effect.text, effect.via);
      case "reply-start":
        return this.#startReply(effect.turn, effect.attempt, effect.to);
      case "reply-commit":
        return this.#reply?.commit();
      case "reply-drop":
        return this.#dropReply(effect.turn);
      case "reply-stop":
        return this.#stopReply(effect.turn, effect.samples);
      case "reply-heard":
        return this.#replyHeard();
    }
  }

  #userSaid(turn: number, text: string, via: "voice" | "text"): void {
    const id = crypto.randomUUID();
    const numbers = via === "text" ? this.#numbers : undefined;
    const parts: MessagePart[] = this.#pictures.take(this.#connection, id, numbers);
    if (text !== "") parts.push({ type: "text", text });
    const at = this.#ports.now();
    const message = this.#store.put({ id, role: "user", via, at, parts });
    this.#store.setFact("turn", String(turn));
    this.#said = turn;
    this.#ports.send({ type: "message", message });
    this.ears.forget();
  }

  #startReply(turn: number, attempt: number, to: ReplyTo): void {
    const mark = (moment: keyof TurnMoments): void => this.#mark(moment);
    const reply: Reply = new Reply(turn, attempt, this.#ports, {
      mark,
      firstAudio: () => {
        this.dispatch({ type: "reply-audio", turn, attempt });
        this.#tellTimes(turn);
      },
      problem: (error, stage) => this.#problem(error, stage),
      complete: (samples) => this.#complete(reply, samples),
      failed: (error, stage) => {
        this.#problem(error, stage);
        this.dispatch({ type: "reply-failed", turn, attempt });
      },
      played: () => this.#playedOf(turn),
    });
    this.#reply = reply;
    if (to.kind === "greeting") {
      this.#store.setFact("turn", String(turn));
      void reply.run(greeting(this.#ports.agent.greeting ?? ""));
      return;
    }
    const tools = toolSpecs(this.#ports.agent);
    void reply.run(think(reply, this.#prompt(turn, to.text), tools, this.#ports, { mark }));
  }

  /** The prompt as of now; pictures that are still being looked at are waited for. */
  async #prompt(turn: number, text: string): Promise<PromptMessage[]> {
    const inHistory = this.#said === turn;
    if (this.#pictures.isLooking) {
      this.#mark("looked");
      await this.#pictures.seen();
      this.#mark("seen");
    }
    const { instructions } = this.#ports.agent;
    const history = this.#store.history(LIMITS.contextMessages);
    const committed = inHistory || this.#said === turn;
    const now = committed
      ? undefined
      : { text, pictures: this.#pictures.waiting(this.#connection) };
    return buildPrompt(instructions, history, this.#pictures.pictureOf, now);
  }

  #complete(reply: Reply, samples: number): void {
    this.#keep(reply, reply.clauses.map((clause) => clause.text).join(" "), false);
    const { turn, attempt } = reply;
    this.#ports.send({ type: "reply-end", turn, samples, reason: "complete" });
    if (samples === 0) this.#tellTimes(turn);
    this.dispatch({ type: "reply-end", turn, attempt, samples });
    const { phase } = this.#turn;
    if (phase.state !== "speaking" || phase.attempt !== attempt) return;
    void this.#assumePlayed(reply, samples);
  }

  /** A client that never reports playback must not keep the turn for ever. */
  async #assumePlayed(reply: Reply, samples: number): Promise<void> {
    const nobody = this.#ports.audience() === "none";
    const left = ((samples - this.#playedOf(reply.turn)) * 1000) / REPLY_RATE;
    try {
      if (!nobody) await this.#ports.wait(left + UNREPORTED_MS, reply.signal);
    } catch {
      return; // stopped meanwhile
    }
    this.dispatch({ type: "played", turn: reply.turn, samples, done: true });
  }

  #dropReply(turn: number): void {
    const reply = this.#reply;
    this.#reply = undefined;
    reply?.stop();
    if (reply?.isCommitted !== true) return;
    this.#ports.send({ type: "reply-end", turn, samples: 0, reason: "interrupted" });
  }

  #stopReply(turn: number, samples: number): void {
    const reply = this.#reply;
    this.#reply = undefined;
    if (reply === undefined) return;
    reply.stop();
    const { send } = this.#ports;
    send({ type: "flush", turn });
    send({ type: "reply-end", turn, samples: reply.sent, reason: "interrupted" });
    const heard = heardText(reply.clauses, samples);
    if (heard === "" && reply.tools.length === 0) return this.#store.remove(reply.id);
    send({ type: "message", message: this.#keep(reply, heard, true) });
  }

  #replyHeard(): void {
    const reply = this.#reply;
    this.#reply = undefined;
    if (reply === undefined) return;
    reply.stop();
    const text = reply.clauses.map((clause) => clause.text).join(" ");
    this.#ports.send({ type: "message", message: this.#keep(reply, text, false) });
  }

  #keep(reply: Reply, text: string, interrupted: boolean) {
    const parts: MessagePart[] = [...reply.tools];
    if (text !== "") parts.push({ type: "text", text });
    const at = this.#ports.now();
    return this.#store.put({
      id: reply.id,
      role: "assistant",
      via: "voice",
      at,
      parts,
      interrupted,
    });
  }

  /** Where the time went; a greeting answers nobody, so there is nothing to count from. */
  #tellTimes(turn: number): void {
    if (this.#said === turn) this.#ports.send(turnMetrics(turn, this.#moments));
  }

  #playedOf(turn: number): number {
    const { number, phase } = this.#turn;
    return number === turn && phase.state === "speaking" ? phase.played : 0;
  }

  /** Notes a moment, the first time that it comes; transcripts and questions count the last time. */
  #mark(moment: keyof TurnMoments): void {
    const again = moment === "transcribing" || moment === "transcribed" || moment === "asked";
    if (!again && this.#moments[moment] !== undefined) return;
    this.#moments = { ...this.#moments, [moment]: this.#ports.now() };
  }

  #problem(error: AppError, stage: Stage): void {
    if (error.code === "aborted") return;
    const { code, message, retryable } = error;
    this.#ports.send({ type: "error", code, message, retryable, stage, turn: this.#turn.number });
  }
}
