import type { Message } from "../../shared/protocol/conversation.ts";
import { messageText } from "../../shared/protocol/conversation.ts";
import type { ServerMessage } from "../../shared/protocol/server-messages.ts";
import type { ClientEffect } from "./client-effect.ts";
import { REMEMBERED_TURNS } from "./client-state.ts";
import type { ClientState, Step } from "./client-state.ts";
import { sampleTime } from "./microphone.ts";
import { addCaption, endReply, startReply } from "./reply.ts";
import { afterReply, liveReply, stopPlaying, withMetrics, withReply } from "./reply-step.ts";
import { VoiceError } from "./voice-error.ts";

/** What a message of the server changes. `welcome` is welcome-step.ts. */
export function messageStep(
  state: ClientState,
  message: Exclude<ServerMessage, { type: "welcome" }>,
  now: number,
): Step {
  switch (message.type) {
    case "state":
      if (message.turn < state.turn) return [state, []];
      return [{ ...state, server: message.state, turn: message.turn }, []];
    case "speech-start":
      if (message.turn < state.turn) return [state, []];
      return [
        { ...state, turn: message.turn },
        [{ type: "emit", name: "userspeechstart", event: { turn: message.turn } }],
      ];
    case "speech-end": {
      if (message.turn < state.turn) return [state, []];
      const at = sampleTime(state.microphone, message.at) ?? now;
      return [
        withEnd({ ...state, turn: message.turn }, message.turn, at),
        [{ type: "emit", name: "userspeechstop", event: { turn: message.turn } }],
      ];
    }
    case "interim": {
      const { turn, text } = message;
      return turn < state.turn ? [state, []] : interim({ ...state, turn }, turn, text);
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
    case "caption":
    case "reply-end":
    case "flush":
      return replyStep(state, message, now);
    case "tool": {
      const { type: _, ...event } = message;
      return [state, [{ type: "emit", name: "toolcall", event }]];
    }
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
  if (message.interrupted === true && previous?.interrupted !== true)
    effects.push({ type: "emit", name: "agentresponsecorrection", event });
  const said = message.role === "user" && state.interim.text !== "";
  if (!said) return [{ ...state, messages }, effects];
  const [next, cleared] = interim({ ...state, messages }, state.interim.turn, "");
  return [next, [...effects, ...cleared]];
}

function replyStep(
  state: ClientState,
  message: Extract<ServerMessage, { type: "caption" | "reply-end" | "flush" }>,
  now: number,
): Step {
  const reply = liveReply(state, message.turn);
  if (reply === undefined) return [state, []];
  switch (message.type) {
    case "caption": {
      const { turn, text, from } = message;
      const caption = { turn, message: reply.message, text, from };
      if (state.settings.plays) return afterReply(state, addCaption(reply, caption));
      return afterReply(state, [reply, [{ type: "caption", caption }]]);
    }
    case "reply-end": {
      if (!state.settings.plays) return [withReply(state, { ...reply, state: "over" }), []];
      const [next, effects] = afterReply(state, endReply(reply, message.samples, now));
      const { turn, samples } = message;
      return [next, [{ type: "play-end", turn, samples }, ...effects]];
    }
    case "flush":
      return stopPlaying(state, reply);
  }
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
