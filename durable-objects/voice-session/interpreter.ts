import type { AppError } from "../../shared/errors/app-error.ts";
import type { ClientMessage } from "../../shared/protocol/client-messages.ts";
import type { Stage } from "../../shared/protocol/server-messages.ts";
import { nextDeadline } from "../../shared/turn/deadlines.ts";
import { transition } from "../../shared/turn/transition.ts";
import type { ReplyTo, TurnEffect } from "../../shared/turn/turn-effect.ts";
import type { TurnHappening } from "../../shared/turn/turn-event.ts";
import type { TurnSettings } from "../../shared/turn/turn-settings.ts";
import { visibleState } from "../../shared/turn/turn.ts";
import type { Turn } from "../../shared/turn/turn.ts";
import { isAtRest } from "../../shared/turn/step.ts";
import { Ears } from "./ears.ts";
import { effectMessage } from "./effect-message.ts";
import { errorEvent } from "./error-event.ts";
import { handOver } from "./hand-over.ts";
import type { InterpreterParts } from "./interpreter-parts.ts";
import { newLife, recall } from "./new-life.ts";
import { prepareApology } from "./prepare-apology.ts";
import { Reply } from "./reply.ts";
import { replyEvents } from "./reply-events.ts";
import type { ReplyHost } from "./reply-events.ts";
import type { ReplyRecord } from "./reply-record.ts";
import { replyParts, stopParts } from "./reply-parts.ts";
import type { ReplyParts } from "./reply-parts.ts";
import { replyMoments } from "./reply-moments.ts";
import { playedOf, sayingAt } from "./saying.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { ConversationStore } from "./store.ts";
import type { ToolDesk } from "./tool-desk.ts";
import { TurnTimer } from "./turn-timer.ts";
import { TurnClock, turnMetrics } from "./turn-clock.ts";

type ReplyStart = Pick<ReplyRecord, "turn" | "attempt" | "to">;
type Has = NonNullable<Extract<ClientMessage, { type: "hello" }>["resume"]>;

/**
 * Carries out what the turn machine decides: the only place where its effects meet promises, models
 * and sockets. Events come in by {@link dispatch}, one at a time.
 */
export class Interpreter {
  readonly ears: Ears;
  readonly #ports: SessionPorts;
  readonly #store: ConversationStore;
  readonly #parts: ReplyParts;
  readonly #host: ReplyHost;
  readonly #timer: TurnTimer;
  readonly #clock: TurnClock;
  #turn: Turn;
  #reply: Reply | undefined;
  /** The pictures that a text message names. */
  #numbers: readonly number[] | undefined;
  #connection = "";
  #hasApology = false;
  readonly #over = new AbortController();
  readonly #queue: TurnHappening[] = [];
  #busy = false;

  constructor({ listener, settings, ...parts }: InterpreterParts) {
    const { ports, store } = parts;
    this.#ports = ports;
    this.#store = store;
    this.#clock = new TurnClock(ports.now);
    const life = newLife(ports, store, settings);
    const say = (what: ReplyTo): void => this.dispatch({ type: "say", what });
    this.#parts = replyParts(parts, this.#clock.mark, say, life.cut);
    this.#host = {
      parts: this.#parts,
      dispatch: (event) => this.dispatch(event),
      problem: (error, stage) => this.#problem(error, stage),
      times: (turn) => {
        // What answers nobody has nothing to count from.
        if (this.#parts.history.holds(turn) && this.#clock.moments.spoken > 0)
          ports.send(turnMetrics(turn, this.#clock.moments, this.#turn.wasted));
      },
      played: (turn) => playedOf(this.#turn, turn),
    };
    this.#turn = life.turn;
    this.ears = new Ears(listener, ports, {
      event: this.#host.dispatch,
      interim: (text) => this.#interim(text),
      problem: (error) => this.#problem(error, "listen"),
      spoken: (at) => this.#clock.restart(at),
      mark: this.#clock.mark,
      saying: () => this.#saying(),
      isFinishing: () => this.#turn.user.state === "finishing",
    });
    this.#timer = new TurnTimer(ports, this.ears, () => this.dispatch({ type: "tick" }));
    if (life.isFirst) return;
    recall(life, this.#parts, this.ears, ports);
    if (life.reply !== undefined) this.#startReply(life.reply, life.reply);
    this.dispatch({ type: life.first });
  }

  get tools(): ToolDesk {
    return this.#parts.tools;
  }

  /** The turn of the reply that a client that comes now will be given the rest of. */
  get resuming(): number | undefined {
    const { agent } = this.#turn;
    return agent.state === "thinking" || agent.state === "speaking" ? agent.turn : undefined;
  }

  /** A client has said hello; `has` is what it has of a reply. */
  connect(connection: string, turns: TurnSettings["turns"], has?: Has): void {
    this.#connection = connection;
    this.ears.reconnect();
    this.setTurns(turns);
    this.dispatch({ type: "client", state: "here", ...(has === undefined ? {} : { has }) });
    this.tools.questions.askAgain();
    this.tools.wake();
    this.#showState();
  }

  /** The client says who tells when its user's turns begin and end. */
  setTurns(turns: TurnSettings["turns"]): void {
    this.#ports.note({ type: "hello", turns });
    this.#turn = { ...this.#turn, settings: { ...this.#turn.settings, turns } };
  }

  /** The client has left: what is being said goes on, and waits for somebody to hear it. */
  leave(): void {
    this.ears.stop();
    this.dispatch({ type: "client", state: "gone" });
  }

  /** The user typed; `images` are the numbers of the pictures that go with it. */
  text(text: string, images: readonly number[] | undefined): void {
    this.#numbers = images;
    this.#clock.restart();
    this.dispatch({ type: "text", text });
  }

  /** The client says that the user's turn begins, is over, or counts for nothing. */
  turn(action: "begin" | "end" | "cancel"): void {
    if (action !== "begin") return this.dispatch({ type: `turn-${action}` });
    this.dispatch({ type: "turn-begin", sample: this.ears.begin() });
  }

  /** The conversation is given up: nothing more of it happens. */
  stop(): void {
    this.dispatch({ type: "interrupt" });
    this.#reply?.stop();
    this.#over.abort();
    this.ears.forget();
    this.#timer.stop();
    stopParts(this.#parts);
  }

  /** Gives an event to the turn machine and carries out what follows, in order. */
  dispatch(event: TurnHappening): void {
    this.#queue.push(event);
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift())
        this.#step(next, this.#ports.now());
    } finally {
      this.#busy = false;
    }
    this.#timer.set(this.#turn, nextDeadline(this.#turn));
    this.#parts.keeper.turn(this.#turn);
    this.#parts.context.rest(isAtRest(this.#turn) && this.#turn.waiting.length === 0);
  }

  #step(event: TurnHappening, at: number): void {
    const before = visibleState(this.#turn);
    const [turn, effects] = transition(this.#turn, { ...event, at });
    this.#turn = turn;
    this.#ports.note({ type: "event", event, effects });
    for (const effect of effects) this.#perform(effect);
    this.ears.setAgentAudible(turn.agent.state === "speaking");
    if (visibleState(turn) !== before) this.#showState();
  }

  #perform(effect: TurnEffect): void {
    const message = effectMessage(effect);
    if (message !== undefined) this.#ports.send(message);
    switch (effect.type) {
      case "speech-started":
        return this.#parts.pictures.attend();
      case "speech-ended":
        return this.#clock.mark("ended");
      case "transcribe":
        this.#parts.ahead.stop();
        return void this.ears.transcribe(effect.turn, effect.attempt);
      case "nothing-said":
        return this.ears.forget();
      case "user-said":
        return this.#userSaid(effect.turn, effect.text, effect.via);
      case "reply-start":
        return this.#startReply(effect);
      case "reply-commit":
        return this.#reply?.commit();
      case "reply-drop":
        return this.#cutReply(effect.turn);
      case "reply-stop":
        return this.#cutReply(effect.turn, effect.samples);
      case "reply-corrected":
        return this.#parts.history.correct(effect.turn, effect.samples);
      case "reply-heard":
        return this.#replyHeard();
      case "duck":
      case "unduck":
        this.ears.hurry(effect.type === "duck");
        return effect.type === "duck" ? this.#reply?.hold() : this.#reply?.release();
      case "reply-resume":
        return this.#reply?.resume(effect.from);
      case "end":
        return this.#ports.end();
      default:
      // The client was told.
    }
  }

  #showState(): void {
    this.#ports.send({ type: "state", state: visibleState(this.#turn), turn: this.#turn.number });
  }

  #interim(text: string): void {
    const { user } = this.#turn;
    if (user.state === "quiet") return;
    this.#ports.send({ type: "interim", turn: user.turn, text });
    this.#parts.keeper.words(user.turn, text);
    if (user.state !== "hearing") return;
    if (user.claim.state === "sure") return this.#parts.ahead.read(text);
    this.dispatch({ type: "words", turn: user.turn, text, saying: this.#saying() });
  }

  #saying(): string {
    const { turn = 0, clauses = [] } = this.#reply ?? {};
    return sayingAt(clauses, playedOf(this.#turn, turn));
  }

  #userSaid(turn: number, text: string, via: "voice" | "text"): void {
    const numbers = via === "text" ? this.#numbers : undefined;
    this.#parts.history.userSaid(turn, text, via, { connection: this.#connection, numbers });
    this.ears.forget();
  }

  /** `before`: what the object's last life had made of it. */
  #startReply({ turn, attempt, to }: ReplyStart, before?: ReplyRecord): void {
    const mark = replyMoments({ turn, attempt }, this.#ports.note, this.#clock.mark);
    // A reply keeps its agent, whoever comes after it.
    const ports = { ...this.#ports };
    const events = replyEvents({ turn, attempt }, mark, this.#host);
    const reply = (this.#reply = new Reply(turn, attempt, ports, events, before));
    const connection = before?.connection ?? this.#connection;
    this.#store.setFact("turn", String(turn));
    this.#parts.keeper.begun(reply, { to, connection });
    this.#parts.source.begin(reply, to, { ports, connection, mark }, before !== undefined);
  }

  /** Ends all work on the reply that was under way. */
  #endReply(): Reply | undefined {
    const reply = this.#reply;
    this.#reply = undefined;
    this.ears.hurry(false);
    reply?.stop();
    this.#parts.keeper.ended();
    return reply;
  }

  /** Ends a reply early: so much of it was heard, or none of it was ever audible. */
  #cutReply(turn: number, samples?: number): void {
    if (samples !== undefined) this.#parts.keeper.wasCut();
    const reply = this.#endReply();
    if (reply === undefined) return;
    const { send } = this.#ports;
    if (samples === undefined)
      void reply.cost().then((usd) => this.dispatch({ type: "wasted", usd }));
    if (!reply.isCommitted) return;
    if (samples !== undefined) send({ type: "flush", turn });
    const sent = samples === undefined ? 0 : reply.sent;
    send({ type: "reply-end", turn, samples: sent, reason: "interrupted" });
    // Of one that nobody heard history holds what its tools have done.
    this.#parts.history.cut(reply, samples ?? 0);
    this.#after(reply, false);
  }

  #replyHeard(): void {
    const reply = this.#endReply();
    if (reply === undefined) return;
    this.#parts.history.heard(reply);
    if (!this.#hasApology) void prepareApology(this.#ports, this.#over.signal);
    this.#hasApology = true;
    this.#after(reply, true);
  }

  /** What a reply leaves behind: news that were told, and another agent. */
  #after(reply: Reply, wasHeard: boolean): void {
    this.tools.told(reply);
    if (handOver(reply, wasHeard, this.#ports, this)) this.#hasApology = false;
  }

  #problem(error: AppError, stage: Stage): void {
    if (error.code === "aborted") return;
    this.#ports.send(errorEvent(error, { stage, turn: this.#turn.number }));
  }
}
