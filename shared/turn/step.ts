import type { ReplyTo, TurnEffect } from "./turn-effect.ts";
import type { AgentSide, Claim, Turn, UserSide } from "./turn.ts";

/** The turn after an event, and what is to be done about it. */
export type Step = readonly [Turn, readonly TurnEffect[]];

export const SURE: Claim = { state: "sure" };
/** Replies that were cut short, one right after the other, whose last reports are waited for. */
const REMEMBERED = 4;
/** Things that the agent has to say of its own accord, one after the other. */
const MOST_WAITING = 8;
const QUIET: UserSide = { state: "quiet" };
const SILENT: AgentSide = { state: "silent" };

/** Adds what a following step does. */
export function chain([turn, effects]: Step, next: (turn: Turn) => Step): Step {
  const [after, more] = next(turn);
  return [after, more.length === 0 ? effects : [...effects, ...more]];
}

export function withUser(turn: Turn, user: UserSide): Turn {
  return { ...turn, user };
}

export function withAgent(turn: Turn, agent: AgentSide): Turn {
  return { ...turn, agent };
}

/** Whether the client knows of a reply that is under way. */
export function isReplying({ agent }: Turn): boolean {
  return agent.state === "thinking" || agent.state === "speaking";
}

export function isContested({ user }: Turn): boolean {
  return user.state !== "quiet" && user.claim.state === "contested";
}

/** Nobody speaks, and nobody is about to. */
export function isAtRest({ user, agent }: Turn): boolean {
  return user.state === "quiet" && agent.state === "silent";
}

/** The agent says it when nobody speaks; an apology once, and no more than it may keep in mind. */
export function waitFor(turn: Turn, what: ReplyTo): Turn {
  const { waiting } = turn;
  if (waiting.length >= MOST_WAITING) return turn;
  if (what.kind === "apology" && waiting.some(({ kind }) => kind === "apology")) return turn;
  return { ...turn, waiting: [...waiting, what] };
}

/** Begins a reply that is committed at once. */
export function reply(turn: Turn, number: number, attempt: number, to: ReplyTo): Step {
  return [
    withAgent(turn, { state: "thinking", turn: number, attempt, to: to.kind, floor: "has" }),
    [
      { type: "reply-start", turn: number, attempt, to },
      { type: "reply-commit", turn: number, attempt },
    ],
  ];
}

/** Ends the reply that is under way, whatever became of it so far. */
export function endReply(turn: Turn): Step {
  const { agent } = turn;
  if (agent.state === "silent") return [turn, []];
  const { turn: number, attempt } = agent;
  const silent = withAgent(turn, SILENT);
  if (agent.state !== "speaking") return [silent, [{ type: "reply-drop", turn: number, attempt }]];
  const { played: samples } = agent;
  return [
    { ...silent, stopped: [...turn.stopped.slice(1 - REMEMBERED), { turn: number, samples }] },
    [{ type: "reply-stop", turn: number, attempt, samples }],
  ];
}

/** The reply was heard to its end. */
export function endHeard(turn: Turn): Step {
  const { agent } = turn;
  if (agent.state !== "thinking" && agent.state !== "speaking") return [turn, []];
  return [
    withAgent(turn, SILENT),
    [{ type: "reply-heard", turn: agent.turn, attempt: agent.attempt }],
  ];
}

/** A voice is over the reply: it waits where it is. */
export function hold(turn: Turn): Step {
  const { agent } = turn;
  if (agent.state !== "thinking" && agent.state !== "speaking") return [turn, []];
  if (agent.floor === "held") return [turn, []];
  return [withAgent(turn, { ...agent, floor: "held" }), [{ type: "duck", turn: agent.turn }]];
}

/** The voice was nothing, or nothing is known of it for too long: the reply goes on. */
export function release(turn: Turn, at: number): Step {
  const { agent, user } = turn;
  const freed: Turn =
    user.state === "quiet" || user.claim.state === "sure"
      ? turn
      : withUser(turn, { ...user, claim: { ...user.claim, until: undefined } });
  if ((agent.state !== "thinking" && agent.state !== "speaking") || agent.floor === "has")
    return [freed, []];
  // Its samples are counted from now on again.
  const going: AgentSide =
    agent.state === "speaking"
      ? { ...agent, floor: "has", reportedAt: at }
      : { ...agent, floor: "has" };
  return [withAgent(freed, going), [{ type: "unduck", turn: agent.turn }]];
}

/** The user's turn came to nothing. */
export function forget(turn: Turn): Step {
  if (turn.user.state === "quiet") return [turn, []];
  return [withUser(turn, QUIET), [{ type: "nothing-said", turn: turn.user.turn }]];
}
