import type { ClientEffect } from "./client-effect.ts";
import { REMEMBERED_TURNS } from "./client-state.ts";
import type { ClientState, Step } from "./client-state.ts";
import type { TurnMetrics } from "./events.ts";
import { flushReply, isLive, replyMs, stopReply } from "./reply.ts";
import type { Reply, ReplyEffect } from "./reply.ts";

/** The reply of a turn, unless it is over or unknown: the one place where stale turns are dropped. */
export function liveReply(state: ClientState, turn: number): Reply | undefined {
  return state.replies.find((reply) => reply.turn === turn && isLive(reply));
}

/** Like {@link liveReply}, by the 16 bits of the turn that a frame carries. */
export function liveReplyOfFrame(state: ClientState, turn: number): Reply | undefined {
  return state.replies.find((reply) => (reply.turn & 0xffff) === turn && isLive(reply));
}

/** Puts a reply in place of the one with the same turn, or adds it. */
export function withReply(state: ClientState, reply: Reply): ClientState {
  const known = state.replies.some((one) => one.turn === reply.turn);
  const replies = known
    ? state.replies.map((one) => (one.turn === reply.turn ? reply : one))
    : [...state.replies.slice(1 - REMEMBERED_TURNS), reply];
  return { ...state, replies };
}

/** Puts a changed reply back and turns what follows from it into effects. */
export function afterReply(
  state: ClientState,
  [reply, made]: readonly [Reply, readonly ReplyEffect[]],
): Step {
  let next = withReply(state, reply);
  const effects: ClientEffect[] = [];
  for (const effect of made) {
    const [after, more] = afterReplyEffect(next, effect);
    next = after;
    effects.push(...more);
  }
  return [next, effects];
}

/** Stops a live reply here at once. What was heard of it is final when the output has said so. */
export function stopPlaying(state: ClientState, reply: Reply): Step {
  const stop: ClientEffect = { type: "play-stop", turn: reply.turn };
  if (reply.state === "audible") return [withReply(state, flushReply(reply)), [stop]];
  const [next, effects] = afterReply(state, stopReply(reply));
  return [next, [stop, ...effects]];
}

/** Stops every live reply. */
export function stopAll(state: ClientState): Step {
  let next = state;
  const effects: ClientEffect[] = [];
  for (const reply of state.replies.filter(isLive)) {
    const [after, made] = stopPlaying(next, reply);
    next = after;
    effects.push(...made);
  }
  return [next, effects];
}

/** Adds to what is known of a turn's times, and tells it. */
export function withMetrics(state: ClientState, metrics: TurnMetrics): Step {
  const before = state.metrics.find((one) => one.turn === metrics.turn);
  const event = { ...before, ...metrics };
  const others = state.metrics.filter((one) => one !== before);
  return [
    { ...state, metrics: [...others.slice(1 - REMEMBERED_TURNS), event] },
    [{ type: "emit", name: "metrics", event }],
  ];
}

function afterReplyEffect(state: ClientState, effect: ReplyEffect): Step {
  switch (effect.type) {
    case "caption": {
      const { caption } = effect;
      const same = state.captions.at(-1)?.turn === caption.turn;
      return [
        { ...state, captions: same ? [...state.captions, caption] : [caption] },
        [{ type: "emit", name: "caption", event: caption }],
      ];
    }
    case "report": {
      const { turn, samples, done } = effect;
      const message = { type: "played" as const, turn, samples, ...(done ? { done } : {}) };
      return [state, [{ type: "send", message }]];
    }
    case "interrupted": {
      const event = { turn: effect.turn, playedMs: Math.round(replyMs(effect.samples)) };
      return [state, [{ type: "emit", name: "interruption", event }]];
    }
    case "heard-first": {
      const end = state.ends.find((one) => one.turn === effect.turn);
      if (end === undefined) return [state, []];
      const firstAudioMs = Math.round(effect.at - end.at);
      const [next, effects] = withMetrics(state, { turn: effect.turn, firstAudioMs });
      const message = { type: "heard" as const, turn: effect.turn, firstAudioMs };
      return [next, [{ type: "send", message }, ...effects]];
    }
  }
}
