import type { ServerMessage } from "../../shared/protocol/server-messages.ts";
import { decodeFrame } from "../../shared/protocol/frame.ts";
import type { TimelineFact } from "../../shared/timeline/timeline-entry.ts";
import { transition } from "../../shared/turn/transition.ts";
import type { TurnEffect } from "../../shared/turn/turn-effect.ts";
import { initialTurn, visibleState } from "../../shared/turn/turn.ts";
import type { Turn } from "../../shared/turn/turn.ts";

/** A rule that was broken. */
export interface Violation {
  readonly rule: string;
  readonly message: string;
  readonly at: number;
}

/** Things that the agent may wait to say. */
const MOST_WAITING = 8;

/** What is known of one reply, by what the machine decided. */
export interface FollowedReply {
  readonly turn: number;
  readonly attempt: number;
  readonly life: number;
  state: "speculative" | "committed" | "dropped" | "stopped" | "heard";
  /** The event that ended it. */
  endedBy?: string;
}

/** What a socket was told. */
interface Told {
  /** The next sample of each turn. */
  readonly next: Map<number, number>;
  readonly ended: Set<number>;
  ducked: number | undefined;
  isOver: boolean;
}

/**
 * Watches an object from outside, event by event: a machine of its own follows the object's, and
 * everything that is sent must agree with it.
 */
export class Checker {
  readonly violations: Violation[] = [];
  readonly replies: FollowedReply[] = [];
  readonly reached = new Map<string, number>();
  events = 0;
  wastes = 0;
  drops = 0;
  /** Machine of the object's present life. */
  turn: Turn = initialTurn();
  #life = 0;
  readonly #told = new Map<string, Told>();
  readonly #failed: (violation: Violation) => void;
  readonly #seen: () => number;

  /** `seen`: the highest turn of a reply that a client knows of. */
  constructor(failed: (violation: Violation) => void, seen: () => number) {
    this.#failed = failed;
    this.#seen = seen;
  }

  /** Whether a turn's reply was gone on with by another life of the object. */
  goesOn(turn: number): boolean {
    return this.replies.filter((one) => one.turn === turn && one.state !== "dropped").length > 1;
  }

  /** The reply that is under way. */
  get open(): FollowedReply | undefined {
    const last = this.replies.at(-1);
    return last?.life === this.#life && (last.state === "speculative" || last.state === "committed")
      ? last
      : undefined;
  }

  fail(rule: string, message: string, at: number): void {
    const violation = { rule, message, at };
    this.violations.push(violation);
    this.#failed(violation);
  }

  note(fact: TimelineFact, at: number): void {
    switch (fact.type) {
      case "began":
        this.#life++;
        if (fact.number < this.#seen())
          this.fail("turn numbers grow", `life ${this.#life} begins with ${fact.number}`, at);
        this.turn = fact.turn ?? initialTurn(fact.number, fact.settings);
        this.#goOn(this.turn);
        return;
      case "hello":
        this.turn = { ...this.turn, settings: { ...this.turn.settings, turns: fact.turns } };
        return;
      case "event": {
        this.events++;
        const { event, effects } = fact;
        const [turn, decided] = transition(this.turn, { ...event, at });
        this.turn = turn;
        if (JSON.stringify(decided) !== JSON.stringify(effects))
          this.fail(
            "the same events, the same decisions",
            JSON.stringify({ event, decided, effects }),
            at,
          );
        if (turn.waiting.length > MOST_WAITING)
          this.fail("bounded queues", `${turn.waiting.length} things wait to be said`, at);
        if (event.type === "wasted") this.wastes++;
        for (const effect of effects) this.#follow(effect, event.type, at);
        return;
      }
      default:
        return;
    }
  }

  /** Something happened once more. */
  reach(what: string): void {
    this.reached.set(what, (this.reached.get(what) ?? 0) + 1);
  }

  /** The reply that a new life goes on with. */
  #goOn({ agent }: Turn): void {
    if (agent.state === "silent") return;
    const { turn, attempt } = agent;
    const state = agent.state === "speculating" ? "speculative" : "committed";
    this.reach("reply-goes-on");
    this.replies.push({ turn, attempt, life: this.#life, state });
  }

  #follow(effect: TurnEffect, by: string, at: number): void {
    this.reach(effect.type);
    const { open } = this;
    switch (effect.type) {
      case "reply-start":
        if (open !== undefined) this.fail("one reply at a time", `turn ${effect.turn}`, at);
        this.replies.push({
          ...{ turn: effect.turn, attempt: effect.attempt, life: this.#life },
          state: "speculative",
        });
        return;
      case "reply-commit":
        if (open?.turn !== effect.turn || open.state !== "speculative")
          this.fail("a commit follows a start", `turn ${effect.turn}`, at);
        else open.state = "committed";
        return;
      case "reply-drop":
      case "reply-stop":
      case "reply-heard":
        if (open?.turn !== effect.turn || open.attempt !== effect.attempt)
          return this.fail("an end follows a start", `${effect.type} of turn ${effect.turn}`, at);
        if (effect.type === "reply-drop") this.drops++;
        // The client had played it to its end when it was told to hold it.
        if (effect.type === "reply-heard")
          for (const told of this.#told.values())
            if (told.ducked === effect.turn) told.ducked = undefined;
        open.state = ENDS[effect.type];
        open.endedBy = by;
        return;
      default:
        return;
    }
  }

  sent(socket: string, data: ServerMessage | Uint8Array, plays: boolean, at: number): void {
    const told = this.#toldOf(socket);
    if (told.isOver) this.fail("nothing after the end", kindOf(data), at);
    if (data instanceof Uint8Array) return this.#onFrame(told, data, plays, at);
    switch (data.type) {
      case "state":
        if (data.state !== visibleState(this.turn) || data.turn !== this.turn.number)
          this.fail(
            "states tell what is",
            `${data.state} of ${data.turn}, while it is ${visibleState(this.turn)} of ${this.turn.number}`,
            at,
          );
        return;
      case "reply-start":
        told.next.set(data.turn, 0);
        return;
      case "reply-resume":
        told.next.set(data.turn, data.from);
        told.ducked = data.ducked === true ? data.turn : undefined;
        return;
      case "duck":
        if (told.ducked !== undefined) this.fail("a hold ends", `ducked twice`, at);
        told.ducked = data.turn;
        return;
      case "unduck":
        if (told.ducked !== data.turn) this.fail("a hold begins", `unduck ${data.turn}`, at);
        told.ducked = undefined;
        return;
      case "flush":
      case "reply-end":
        if (data.type === "flush" || data.reason === "interrupted") told.ended.add(data.turn);
        if (told.ducked === data.turn && (data.type === "flush" || data.reason === "interrupted"))
          told.ducked = undefined;
        return;
      case "caption":
        if (told.ended.has(data.turn)) this.fail("nothing of a dropped turn", "a caption", at);
        return;
      case "ended":
        told.isOver = true;
        return;
      default:
        return;
    }
  }

  /** The hold that a socket was told of and that has not ended. */
  heldOn(socket: string): number | undefined {
    return this.#told.get(socket)?.ducked;
  }

  #toldOf(socket: string): Told {
    const told = this.#told.get(socket) ?? {
      ...{ next: new Map<number, number>(), ended: new Set<number>() },
      ...{ ducked: undefined, isOver: false },
    };
    this.#told.set(socket, told);
    return told;
  }

  #onFrame(told: Told, data: Uint8Array, plays: boolean, at: number): void {
    const { turn, position, payload } = decodeFrame(data);
    const expected = told.next.get(turn);
    if (!plays) this.fail("no sound for those who read", `turn ${turn}`, at);
    if (told.ended.has(turn)) this.fail("nothing of a dropped turn", `a frame of ${turn}`, at);
    if (told.ducked === turn) this.fail("nothing while held", `a frame of ${turn}`, at);
    if (expected === undefined) this.fail("frames follow a start", `turn ${turn}`, at);
    else if (position !== expected)
      this.fail("frames without a gap", `turn ${turn}: ${position} after ${expected}`, at);
    told.next.set(turn, position + payload.byteLength / 2);
  }
}

const ENDS = { "reply-drop": "dropped", "reply-stop": "stopped", "reply-heard": "heard" } as const;

function kindOf(data: ServerMessage | Uint8Array): string {
  return data instanceof Uint8Array ? "a frame" : data.type;
}
