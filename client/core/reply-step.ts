import type { ClientEffect } from "./client-effect.ts";
import { REMEMBERED_TURNS } from "./client-state.ts";
import type { ClientState, Step } from "./client-state.ts";
import type { TurnMetrics } from "./events.ts";
import {
  duckReply,
  flushReply,
  isLive,
  isPlayed,
  replyMs,
  stopReply,
  unduckReply,
} from "./reply.ts";
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
  if (reply.received === reply.start) return afterReply(state, stopReply(reply));
  return [withReply(state, flushReply(reply)), [{ type: "play-stop", turn: reply.turn }]];
}

/** Holds a live reply here at once. */
export function holdPlaying(state: ClientState, reply: Reply): Step {
  const { turn } = reply;
  if (reply.state === "ducked") return [state, []];
  const [next, effects] = afterReply(state, duckReply(reply));
  const emit: ClientEffect = { type: "emit", name: "duck", event: { turn } };
  // The output knows nothing of a reply without sound: it is told with the first frame.
  if (reply.received === reply.start) return [next, [emit, ...effects]];
  return [next, [{ type: "play-hold", turn }, emit, ...effects]];
}

/** Lets a reply that is held go on. */
export function releasePlaying(state: ClientState, reply: Reply): Step {
  const { turn } = reply;
  if (reply.state !== "ducked") return [state, []];
  const [next, effects] = afterReply(state, unduckReply(reply));
  return [
    next,
    [{ type: "play-release", turn }, { type: "emit", name: "unduck", event: { turn } }, ...effects],
  ];
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

/** What the server is told of a reply. */
export function playedMessage(reply: Reply) {
  const { turn, played: samples, state } = reply;
  return {
    type: "played" as const,
    turn,
    samples,
    ...(isPlayed(reply) || state === "over" ? { done: true } : {}),
    ...(state === "ducked" ? { ducked: true } : {}),
  };
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
      return [state, [{ type: "send", message: playedMessage(effect.reply) }]];
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
      const bufferMs = Math.round(effect.bufferMs);
      const message = { type: "heard" as const, turn: effect.turn, firstAudioMs, bufferMs };
      return [next, [{ type: "send", message }, ...effects]];
    }
  }
}
