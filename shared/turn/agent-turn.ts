import type { Step } from "./step.ts";
import {
  endHeard,
  endReply,
  isAtRest,
  reply,
  chain,
  waitFor,
  withAgent,
  withUser,
} from "./step.ts";
import type { ReplyTo } from "./turn-effect.ts";
import type { TurnHappening } from "./turn-event.ts";
import type { Turn } from "./turn.ts";
import { onMicrophone } from "./user-turn.ts";

/** Samples by which a report of the end may fall short: resampling rounds. */
const ROUNDING = 240;

/** What a client has of a reply. */
type Has = NonNullable<Extract<TurnHappening, { type: "client" }>["has"]>;

/** A greeting opens a conversation, or is left out. */
export function onGreet(turn: Turn): Step {
  return isAtRest(turn) ? speak(turn, { kind: "greeting" }) : [turn, []];
}

/** What the agent says of its own accord, as a turn of its own. */
export function speak(turn: Turn, what: ReplyTo): Step {
  const number = turn.number + 1;
  return reply({ ...turn, number }, number, 0, what);
}

/** It is said as soon as nobody speaks. */
export function onSay(turn: Turn, what: ReplyTo): Step {
  return [waitFor(turn, what), []];
}

export function onInterrupt(turn: Turn): Step {
  const { state } = turn.agent;
  return state === "thinking" || state === "speaking" ? endReply(turn) : [turn, []];
}

export function onReplyAudio(turn: Turn, at: number): Step {
  const { agent } = turn;
  if (agent.state !== "thinking") return [turn, []];
  return [
    withAgent(turn, {
      ...agent,
      state: "speaking",
      played: 0,
      reportedAt: at,
      sent: { state: "streaming" },
    }),
    [],
  ];
}

export function onReplyEnd(turn: Turn, samples: number, at: number): Step {
  const { agent } = turn;
  if (agent.state === "thinking") return endHeard(turn);
  if (agent.state !== "speaking") return [turn, []];
  const complete = withAgent(turn, {
    ...agent,
    reportedAt: at,
    sent: { state: "complete", samples },
  });
  return agent.played >= samples ? endHeard(complete) : [complete, []];
}

export function onReplyFailed(turn: Turn): Step {
  const { agent, user } = turn;
  const ended = endReply(turn);
  if (agent.state === "thinking" && (agent.to === "words" || agent.to === "news"))
    return chain(ended, (next) => onSay(next, { kind: "apology", stage: "think" }));
  if (agent.state !== "speculating" || user.state !== "settling") return ended;
  // The reply is tried again when the turn is over, and must not be taken for this one.
  return chain(ended, (next) => [withUser(next, { ...user, attempt: user.attempt + 1 }), []]);
}

export function onPlayed(
  turn: Turn,
  { turn: number, samples, done }: Extract<TurnHappening, { type: "played" }>,
  at: number,
): Step {
  const { agent, stopped } = turn;
  if (agent.state !== "speaking" || agent.turn !== number) {
    const cut = stopped.find((one) => one.turn === number);
    // A report that was on its way tells of more; only the last one may tell of less.
    if (cut === undefined || (!done && samples <= cut.samples)) return [turn, []];
    const others = stopped.filter((one) => one !== cut);
    const next = { ...turn, stopped: done ? others : [...others, { turn: number, samples }] };
    return cut.samples === samples
      ? [next, []]
      : [next, [{ type: "reply-corrected", turn: number, samples }]];
  }
  const { sent } = agent;
  const grown = samples > agent.played;
  const played = grown ? samples : agent.played;
  const next = withAgent(turn, { ...agent, played, reportedAt: grown ? at : agent.reportedAt });
  const isWhole = sent.state === "complete" && played >= sent.samples - ROUNDING;
  if (isWhole && (done || played >= sent.samples)) return endHeard(next);
  // The client has given it up there.
  return done ? endReply(next) : [next, []];
}

/** A client that has gone says nothing more; what it was told goes on, and waits for it. */
export function onClient(
  turn: Turn,
  { state, has }: Extract<TurnHappening, { type: "client" }>,
  at: number,
): Step {
  if (state === "gone") {
    if (turn.client.state === "gone") return [turn, []];
    return chain(onMicrophone(turn, "closed", at), (next) => [
      { ...next, client: { state: "gone", since: at } },
      [],
    ]);
  }
  // It may not know yet that it was to stop.
  const stopped = turn.stopped.filter((one) => one.turn === has?.turn);
  const here: Turn = { ...turn, client: { state: "here" }, stopped };
  const again = stopped.map(({ turn: number }) => ({ type: "flush" as const, turn: number }));
  const told: Step =
    has === undefined || stopped.length === 0
      ? [here, []]
      : onPlayed(here, { type: "played", turn: has.turn, samples: has.played, done: false }, at);
  return chain(
    chain(told, (next) => [next, again]),
    (next) => resume(next, turn.client, has, at),
  );
}

/** A reply that is under way goes on for a client that has come. */
function resume(here: Turn, client: Turn["client"], has: Has | undefined, at: number): Step {
  const { agent, settings } = here;
  if (agent.state === "thinking") {
    const { turn: number, attempt } = agent;
    return [here, [{ type: "reply-resume", turn: number, attempt, from: 0 }]];
  }
  if (agent.state !== "speaking") return [here, []];
  const isComplete = agent.sent.state === "complete";
  if (client.state === "gone" && isComplete && at >= client.since + settings.graceMs)
    return endHeard(here);
  const known = has?.turn === agent.turn ? has : undefined;
  const played = Math.max(agent.played, known?.played ?? 0);
  const { turn: number, attempt } = agent;
  return [
    withAgent(here, { ...agent, played, reportedAt: at }),
    [{ type: "reply-resume", turn: number, attempt, from: Math.max(played, known?.samples ?? 0) }],
  ];
}

export function onWasted(turn: Turn, usd: number | undefined): Step {
  const { replies, usd: before } = turn.wasted;
  return [{ ...turn, wasted: { replies: replies + 1, usd: before + (usd ?? 0) } }, []];
}
