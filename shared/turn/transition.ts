import {
  onClient,
  onGreet,
  onInterrupt,
  onPlayed,
  onReplyAudio,
  onReplyEnd,
  onReplyFailed,
  onSay,
  onWasted,
  speak,
} from "./agent-turn.ts";
import { earliest } from "./deadlines.ts";
import type { Step } from "./step.ts";
import { SURE, forget, isAtRest, isContested, chain, withUser } from "./step.ts";
import type { TurnEvent } from "./turn-event.ts";
import type { Turn } from "./turn.ts";
import {
  onEndScore,
  onMicrophone,
  onPause,
  onResume,
  onSpeechStart,
  onText,
  onTranscript,
  onTranscriptFailed,
  onTurnBegin,
  onTurnCancel,
  onTurnEnd,
  onWords,
} from "./user-turn.ts";

/**
 * The turn machine: pure, total, and the only place that decides. The rules are in SPEC.md.
 * Whatever does not apply to the present state leaves the turn as it is.
 */
export function transition(turn: Turn, event: TurnEvent): Step {
  const { at } = event;
  const step = isStale(turn, event) ? ([turn, []] as const) : happen(turn, event);
  const settled = chain(step, (next) => settle(turn, next, at));
  return chain(settled, (next) => expire(next, at));
}

function happen(turn: Turn, event: TurnEvent): Step {
  const { at } = event;
  switch (event.type) {
    case "microphone":
      return onMicrophone(turn, event.state, at);
    case "client":
      return onClient(turn, event, at);
    case "speech-start":
      return onSpeechStart(turn, event.sample, at);
    case "pause":
      return onPause(turn, event.sample, event.quietSince);
    case "resume":
      return onResume(turn, event.sample, at);
    case "turn-begin":
      return onTurnBegin(turn, event.sample, at);
    case "turn-end":
      return onTurnEnd(turn, at);
    case "turn-cancel":
      return onTurnCancel(turn, at);
    case "words":
      return onWords(turn, event.text.trim(), event.saying, at);
    case "transcript":
      return onTranscript(turn, event.text.trim(), event.saying, at);
    case "transcript-failed":
      return onTranscriptFailed(turn, at);
    case "end-score":
      return onEndScore(turn, event.probability);
    case "text":
      return onText(turn, event.text.trim());
    case "greet":
      return onGreet(turn);
    case "say":
      return onSay(turn, event.what);
    case "settings": {
      const { turns } = turn.settings;
      return [{ ...turn, settings: { ...event.settings, turns } }, []];
    }
    case "interrupt":
      return onInterrupt(turn);
    case "reply-audio":
      return onReplyAudio(turn, at);
    case "reply-end":
      return onReplyEnd(turn, event.samples, at);
    case "reply-failed":
      return onReplyFailed(turn);
    case "played":
      return onPlayed(turn, event, at);
    case "wasted":
      return onWasted(turn, event.usd);
    case "tick":
      return [turn, []];
  }
}

/** T2: the one place where what belongs to another turn, or to another attempt, is dropped. */
function isStale({ user, agent }: Turn, event: TurnEvent): boolean {
  switch (event.type) {
    case "words":
      return user.state === "quiet" || user.turn !== event.turn;
    case "transcript":
    case "transcript-failed":
    case "end-score":
      return user.state === "quiet" || user.turn !== event.turn || user.attempt !== event.attempt;
    case "reply-audio":
    case "reply-end":
    case "reply-failed":
      return (
        agent.state === "silent" || agent.turn !== event.turn || agent.attempt !== event.attempt
      );
    default:
      return false;
  }
}

/** Passes all deadlines that are over, in their order. */
function expire(turn: Turn, at: number): Step {
  let step: Step = [turn, []];
  for (let due = earliest(turn); due !== undefined && due.at <= at; due = earliest(step[0])) {
    const [before] = step;
    const { pass } = due;
    step = chain(
      chain(step, (next) => pass(next, at)),
      (next) => settle(before, next, at),
    );
  }
  return step;
}

/** What follows from the new state, whatever led to it. */
function settle(before: Turn, turn: Turn, at: number): Step {
  if (turn === before) return [turn, []];
  return chain(
    chain(uncontest(turn), (next) => followSilence(before, next, at)),
    sayWaiting,
  );
}

/** T33: once the reply is over, words over it are words like any others. */
function uncontest(turn: Turn): Step {
  const { user, agent } = turn;
  if (!isContested(turn) || user.state === "quiet") return [turn, []];
  if (agent.state === "thinking" || agent.state === "speaking") return [turn, []];
  const sure = withUser(turn, { ...user, claim: SURE });
  if (user.state !== "settling" || user.transcript.state === "pending") return [sure, []];
  const { overlap } = user.transcript;
  return overlap === "echo" || overlap === "nothing" ? forget(sure) : [sure, []];
}

/** Counts the silence, and notices its end. */
function followSilence(before: Turn, turn: Turn, at: number): Step {
  const { silence } = turn;
  const rests = isAtRest(turn) && turn.waiting.length === 0;
  switch (silence.state) {
    case "none":
    case "silent":
      if (!rests || turn.microphone === "closed")
        return silence.state === "none"
          ? [turn, []]
          : [{ ...turn, silence: { state: "none" } }, []];
      if (silence.state === "silent") return [turn, []];
      return [{ ...turn, silence: { state: "silent", since: at, asked: hasAsked(before) } }, []];
    case "away":
      if (rests && turn.microphone === "open") return [turn, []];
      return [{ ...turn, silence: { state: "none" } }, [{ type: "back" }]];
    case "ending":
      if (turn.user.state !== "quiet" && silence.reason === "idle")
        return [{ ...turn, silence: { state: "none" } }, [{ type: "back" }]];
      if (!isAtRest(turn)) return [turn, []];
      return [
        { ...turn, silence: { state: "ended" }, startedAt: undefined, waiting: [] },
        [{ type: "end", reason: silence.reason }],
      ];
    case "ended":
      if (isAtRest(turn)) return [turn, []];
      return [{ ...turn, silence: { state: "none" }, startedAt: at }, []];
  }
}

function hasAsked({ agent }: Turn): boolean {
  return (agent.state === "thinking" || agent.state === "speaking") && agent.to === "nudge";
}

function sayWaiting(turn: Turn): Step {
  const [first, ...waiting] = turn.waiting;
  if (first === undefined || !isAtRest(turn) || turn.client.state === "gone") return [turn, []];
  return speak({ ...turn, waiting }, first);
}
