import type { Message } from "../../shared/protocol/conversation.ts";
import { messageText } from "../../shared/protocol/conversation.ts";
import type { ServerMessage } from "../../shared/protocol/server-messages.ts";
import type { ClientEffect } from "./client-effect.ts";
import { REMEMBERED_TURNS } from "./client-state.ts";
import type { ClientState, Step } from "./client-state.ts";
import { presenceStep } from "./gate-step.ts";
import { sampleTime } from "./microphone.ts";
import { addCaption, endReply, isLive, resumeReply, startReply } from "./reply.ts";
import {
  afterReply,
  holdPlaying,
  liveReply,
  releasePlaying,
  stopPlaying,
  withMetrics,
  withReply,
} from "./reply-step.ts";
import { toolMessageStep } from "./tool-step.ts";
import { VoiceError } from "./voice-error.ts";

/** What a message of the server changes. `welcome` is welcome-step.ts. */
export function messageStep(
  state: ClientState,
  message: Exclude<ServerMessage, { type: "welcome" | "ended" }>,
  now: number,
): Step {
  switch (message.type) {
    case "state":
      if (message.turn < state.turn) return [state, []];
      return [{ ...state, server: message.state, turn: message.turn }, []];
    case "speech-start":
      if (message.turn < state.turn) return [state, []];
      return [
        { ...state, turn: message.turn, userSpeaks: true },
        [{ type: "emit", name: "userspeechstart", event: { turn: message.turn } }],
      ];
    case "speech-end": {
      if (message.turn < state.turn) return [state, []];
      const at = sampleTime(state.microphone, message.at) ?? now;
      return [
        withEnd({ ...state, turn: message.turn, userSpeaks: false }, message.turn, at),
        [{ type: "emit", name: "userspeechstop", event: { turn: message.turn } }],
      ];
    }
    case "interim": {
      const { turn, text } = message;
      if (turn < state.turn) return [state, []];
      // Taken back: there was no voice.
      const userSpeaks = text !== "" && state.userSpeaks;
      return interim({ ...state, turn, userSpeaks }, turn, text);
    }
    case "message":
      return withMessage(state, message.message);
    case "reply-start": {
      const typed = state.ends.some((end) => end.turn === message.turn) ? undefined : state.typedAt;
      const known = typed === undefined ? state : withEnd(state, message.turn, typed);
      return [
        { ...withReply(known, startReply(message.turn, message.message)), typedAt: undefined },
        [],
      ];
    }
    case "reply-resume":
      return resumeStep(state, message);
    case "caption":
    case "reply-end":
    case "duck":
    case "unduck":
    case "flush":
      return replyStep(state, message, now);
    case "tool":
    case "tool-call":
    case "tool-approval-request":
      return toolMessageStep(state, message);
    case "agent": {
      const { type: _, stages, ...agent } = message;
      return [{ ...state, agent, stages }, []];
    }
    case "presence":
      return presenceStep(state, message.state);
    case "image-seen": {
      const { number, description } = message;
      return [state, [{ type: "emit", name: "imageseen", event: { number, description } }]];
    }
    case "metrics": {
      const { type: _, ...metrics } = message;
      return withMetrics(state, metrics);
    }
    case "error": {
      const { code, retryable, stage } = message;
      const event = new VoiceError(code, message.message, {
        stage: stage ?? "connection",
        retryable,
      });
      return [state, [{ type: "emit", name: "error", event }]];
    }
  }
}

/** A message joins the conversation, in the server's order, or replaces the one with its id. */
export function withMessage(state: ClientState, message: Message): Step {
  const previous = state.messages.find((one) => one.id === message.id);
  const messages = [...state.messages.filter((one) => one !== previous), message];
  messages.sort((a, b) => a.sequence - b.sequence);
  const event = previous === undefined ? { message } : { message, previous };
  const effects: ClientEffect[] = [{ type: "emit", name: "message", event }];
  if (message.role === "user" && message.via === "voice" && previous === undefined)
    effects.push({
      type: "emit",
      name: "transcript",
      event: { text: messageText(message), message },
    });
  const corrects = previous?.interrupted !== true || messageText(previous) !== messageText(message);
  if (message.interrupted === true && corrects)
    effects.push({ type: "emit", name: "agentresponsecorrection", event });
  const said = message.role === "user" && state.interim.text !== "";
  if (!said) return [{ ...state, messages }, effects];
  const [next, cleared] = interim({ ...state, messages }, state.interim.turn, "");
  return [next, [...effects, ...cleared]];
}

function replyStep(
  state: ClientState,
  message: Extract<ServerMessage, { type: "caption" | "reply-end" | "duck" | "unduck" | "flush" }>,
  now: number,
): Step {
  const reply = liveReply(state, message.turn);
  if (reply === undefined) return [state, []];
  switch (message.type) {
    case "caption": {
      const { turn, text, from } = message;
      const caption = { turn, message: reply.message, text, from };
      return afterReply(state, addCaption(reply, caption, state.settings.plays));
    }
    case "reply-end": {
      if (!state.settings.plays) return [withReply(state, { ...reply, state: "over" }), []];
      const [next, effects] = afterReply(state, endReply(reply, message.samples, now));
      const { turn, samples } = message;
      return [next, [{ type: "play-end", turn, samples }, ...effects]];
    }
    // Where nothing is played nothing can be held.
    case "duck":
      return state.settings.plays ? holdPlaying(state, reply) : [state, []];
    case "unduck":
      return releasePlaying(state, reply);
    case "flush":
      return stopPlaying(state, reply);
  }
}

/** A reply goes on after a reconnect, or is taken over from another client. */
function resumeStep(
  state: ClientState,
  message: Extract<ServerMessage, { type: "reply-resume" }>,
): Step {
  const { turn, from, ducked = false } = message;
  const { plays } = state.settings;
  const known = state.replies.find((reply) => reply.turn === turn);
  // It was played to its end or stopped here, which the server learns from our reports.
  if (known !== undefined && !isLive(known)) return [state, []];
  const reply = known ?? startReply(turn, message.message, from);
  const captions = message.captions.map((caption) => ({
    ...caption,
    turn,
    message: message.message,
  }));
  const [next, effects] = afterReply(state, resumeReply(reply, captions, plays));
  const resumed = liveReply(next, turn);
  if (resumed === undefined || !plays) return [next, effects];
  const [after, more] = (ducked ? holdPlaying : releasePlaying)(next, resumed);
  return [after, [...effects, ...more]];
}

function interim(state: ClientState, turn: number, text: string): Step {
  if (text === state.interim.text && turn === state.interim.turn) return [state, []];
  return [
    { ...state, interim: { turn, text } },
    [{ type: "emit", name: "interimtranscript", event: { turn, text } }],
  ];
}

/** Remembers when the user's part of a turn ended; speech that went on moves it. */
function withEnd(state: ClientState, turn: number, at: number): ClientState {
  const others = state.ends.filter((end) => end.turn !== turn);
  return { ...state, ends: [...others.slice(1 - REMEMBERED_TURNS), { turn, at }] };
}
