import type { ClientEffect } from "./client-effect.ts";
import type { ClientEvent } from "./client-event.ts";
import { agentState, NO_VIDEO, speakingTurn } from "./client-state.ts";
import type { ClientState, Step } from "./client-state.ts";
import { connectionState, connectionStep } from "./connection.ts";
import type { ConnectionEffect, ConnectionEvent, ReplyResume } from "./connection-event.ts";
import { messageStep } from "./message-step.ts";
import { capturedStep, stayStep, turnStep, turnsStep } from "./gate-step.ts";
import { initialMicrophone } from "./microphone.ts";
import { restingGate } from "./microphone-gate.ts";
import { isLive, playReply, receiveFrame, stopReply } from "./reply.ts";
import { afterReply, liveReplyOfFrame, stopAll, withReply } from "./reply-step.ts";
import { imageStep, liveImageStep, videoChanges, videoStep } from "./video-step.ts";
import { approveStep, forgetTools, toolDoneStep } from "./tool-step.ts";
import { microphoneMessage, welcomeStep } from "./welcome-step.ts";

/**
 * The whole client's logic: pure and total. The rules are in SPEC.md. Whatever does not apply leaves
 * the state as it is.
 */
export function clientStep(state: ClientState, event: ClientEvent): Step {
  // Whatever a socket of another generation still says is late.
  if ("generation" in event && event.generation !== state.connection.generation) return [state, []];
  const [next, effects] = decide(state, event);
  const [closed, closing] = afterConnection(state, next);
  return [closed, [...effects, ...closing, ...changes(state, closed)]];
}

function decide(state: ClientState, event: ClientEvent): Step {
  switch (event.type) {
    case "message": {
      if (event.message.type === "welcome") {
        const { generation, now } = event;
        const [connected, effects] = onConnection(state, { type: "welcomed", generation, now });
        if (connected === state) return [state, []];
        const [next, more] = welcomeStep(connected, event.message);
        return [next, [...effects, ...more]];
      }
      if (event.message.type === "ended") return endedStep(state, event.message.reason);
      return messageStep(state, event.message, event.now);
    }
    case "frame": {
      const { kind, turn, position, payload } = event.frame;
      const reply = liveReplyOfFrame(state, turn);
      if (reply === undefined || kind !== "reply" || !state.settings.plays) return [state, []];
      const [next, { skip }] = receiveFrame(reply, {
        position,
        length: payload.length / 2,
        now: event.now,
      });
      if (next === reply) return [state, []];
      const play: ClientEffect = {
        type: "play",
        turn: reply.turn,
        position: position + skip,
        payload: payload.subarray(2 * skip),
      };
      // The output knows nothing of a hold that came before the first sample.
      const hold: ClientEffect = { type: "play-hold", turn: reply.turn };
      return [withReply(state, next), next.state === "ducked" ? [play, hold] : [play]];
    }
    case "unreadable":
    case "device-failed":
      return [state, [{ type: "emit", name: "error", event: event.error }]];
    case "played": {
      const { turn, latencyMs = 0 } = event.report;
      const reply = state.replies.find((one) => one.turn === turn);
      if (reply === undefined) return [state, []];
      return whenConnected(
        state,
        afterReply(state, playReply(reply, event.report, event.now + latencyMs)),
      );
    }
    case "captured":
      return capturedStep(state, event.samples, event.now);
    case "turns":
      return whenConnected(state, turnsStep(state, event.turns));
    case "turn":
      return whenConnected(state, turnStep(state, event.action));
    case "stay":
      return whenConnected(state, stayStep(state));
    case "video":
      return whenConnected(state, videoStep(state, event.source, event.state));
    case "live-image":
      return whenConnected(state, liveImageStep(state, event.source, event.image));
    case "call":
      return onCall({ ...state, call: event.state });
    case "mute": {
      if (event.muted === state.muted) return [state, []];
      // A turn that is muted is over, and whoever is away has just been here.
      const next = { ...state, muted: event.muted, gate: restingGate(state.turns) };
      const effects: ClientEffect[] = [{ type: "mute-input", muted: event.muted }];
      if (state.call === "open") effects.push({ type: "send", message: microphoneMessage(next) });
      return whenConnected(state, [next, effects]);
    }
    case "interrupt": {
      // The server is told before the last report, which alone would mean that the reply ended.
      const interrupt: ClientEffect = { type: "send", message: { type: "interrupt" } };
      const [next, effects] = stopAll(state);
      if (connectionState(state.connection) === "connected") return [next, [interrupt, ...effects]];
      const outbox = state.replies.some(isLive) ? [interrupt, ...state.outbox] : state.outbox;
      return whenConnected(state, [{ ...next, outbox }, effects]);
    }
    case "text":
      return onText(state, event.text, event.images, event.now);
    case "image":
      return whenConnected(state, imageStep(state, event.number, event.image));
    case "tools": {
      const { specs: tools } = event;
      const message = { type: "tools" as const, tools: [...tools] };
      return whenConnected(state, [{ ...state, tools }, [{ type: "send", message }]]);
    }
    case "tool-done":
      return toolDoneStep(state, event.toolCallId, event.answer);
    case "approve":
      return approveStep(state, event.toolCallId, event.approved);
    case "image-remove": {
      const message = { type: "image-remove" as const, number: event.number };
      return whenConnected(state, [state, [{ type: "send", message }]]);
    }
    default:
      return onConnection(state, event);
  }
}

function onConnection(state: ClientState, event: ConnectionEvent): Step {
  const [connection, made] = connectionStep(state.connection, event, state.settings);
  const effects = made.map((effect) =>
    effect.type === "hello" ? { ...effect, ...helloOf(state) } : effect,
  );
  if (connection === state.connection) return [state, effects];
  const next = { ...state, connection };
  if (event.type !== "granted") return [next, effects];
  const { session: id, resume } = event.grant;
  const before = state.identity;
  const known = before?.id === id;
  if (known && before.resume === resume && state.agent !== undefined) return [next, effects];
  const named = { ...next, identity: { id, resume } };
  const emit: ClientEffect = {
    type: "emit",
    name: "session",
    event: { id, resume, resumed: known },
  };
  const fresh = { ...named, messages: [], replies: [], nextImage: 1 };
  return [known ? named : fresh, [emit, ...effects]];
}

function helloOf(state: ClientState): Omit<Extract<ConnectionEffect, { type: "hello" }>, "type"> {
  return { turns: state.turns, ...resumeOf(state), ...toolsOf(state) };
}

/** What is here of the conversation's last reply, so that the server goes on from there. */
function resumeOf(state: ClientState): { readonly resume?: ReplyResume } {
  const reply = state.replies.at(-1);
  if (reply === undefined || !state.settings.plays) return {};
  return { resume: { turn: reply.turn, samples: reply.received, played: reply.played } };
}

/** The server has ended the conversation: this side leaves, so that nothing looks broken. */
function endedStep(state: ClientState, reason: "idle" | "duration"): Step {
  const [next, effects] = onConnection(state, { type: "disconnect" });
  return [next, [{ type: "emit", name: "ended", event: { reason } }, ...effects]];
}

function toolsOf({ tools }: ClientState): Pick<ClientState, "tools"> | undefined {
  return tools.length === 0 ? undefined : { tools };
}

function onCall(state: ClientState): Step {
  if (state.call === "opening") return [state, []];
  const effects: ClientEffect[] = [{ type: "send", message: microphoneMessage(state) }];
  if (state.call === "open") return whenConnected(state, [state, effects]);
  const microphone = { ...state.microphone, kept: [] };
  const closed = { ...state, microphone, gate: restingGate(state.turns) };
  return whenConnected(state, [closed, [{ type: "stop-input" }, ...effects]]);
}

function onText(state: ClientState, text: string, images: readonly number[], now: number): Step {
  const message = {
    type: "text" as const,
    text,
    ...(images.length > 0 ? { images: [...images] } : {}),
  };
  const send: ClientEffect = { type: "send", message };
  const next = { ...state, typedAt: now };
  return connectionState(state.connection) === "connected"
    ? [next, [send]]
    : [{ ...next, outbox: [...state.outbox, send] }, []];
}

/** Without a connection nothing is sent: the welcome of the next one brings both sides together. */
function whenConnected(before: ClientState, [next, effects]: Step): Step {
  if (connectionState(before.connection) === "connected") return [next, effects];
  return [next, effects.filter((effect) => effect.type !== "send" && effect.type !== "send-frame")];
}

/** A connection that ended for good ends the call and what is being played. */
function afterConnection(before: ClientState, state: ClientState): Step {
  const now = connectionState(state.connection);
  const ended = now === "failed" || now === "disconnected" || now === "disconnecting";
  if (!ended || now === connectionState(before.connection)) return [state, []];
  const [forgotten, cancelled] = forgetTools(state);
  const effects: ClientEffect[] = [...cancelled];
  let next = forgotten;
  for (const reply of state.replies) {
    if (reply.state === "over") continue;
    effects.push({ type: "play-stop", turn: reply.turn });
    next = withReply(next, stopReply(reply)[0]);
  }
  effects.push({ type: "close-output" }, { type: "stop-video" });
  if (state.call !== "closed") effects.push({ type: "stop-input" });
  const phase = state.connection.phase;
  if (phase.state === "failed") effects.push({ type: "emit", name: "error", event: phase.error });
  const interim = { turn: 0, text: "" };
  const microphone = initialMicrophone;
  return [
    {
      ...next,
      call: "closed",
      interim,
      outbox: [],
      typedAt: undefined,
      server: "idle",
      microphone,
      gate: restingGate(state.turns),
      presence: "here",
      userSpeaks: false,
      video: NO_VIDEO,
    },
    effects,
  ];
}

/** State changes that listeners are told, derived in one place. */
function changes(before: ClientState, after: ClientState): ClientEffect[] {
  const effects: ClientEffect[] = [];
  const { phase } = after.connection;
  if (phase.state !== before.connection.phase.state)
    effects.push({
      type: "emit",
      name: "connectionstatechange",
      event: { state: phase.state, ...(phase.state === "failed" ? { error: phase.error } : {}) },
    });
  if (after.call !== before.call || after.muted !== before.muted)
    effects.push({
      type: "emit",
      name: "callstatechange",
      event: { state: after.call, muted: after.muted },
    });
  const [wasHeld, isHeld] = [before, after].map(({ gate }) => gate.state === "held");
  if (after.turns !== before.turns || wasHeld !== isHeld)
    effects.push({
      type: "emit",
      name: "turnholdchange",
      event: { turns: after.turns, held: isHeld === true },
    });
  effects.push(...videoChanges(before, after));
  const [was, is] = [speakingTurn(before), speakingTurn(after)];
  if (was !== is && was !== undefined)
    effects.push({ type: "emit", name: "agentspeechstop", event: { turn: was } });
  if (was !== is && is !== undefined)
    effects.push({ type: "emit", name: "agentspeechstart", event: { turn: is } });
  if (after.approvals !== before.approvals && after.approvals.length + before.approvals.length > 0)
    effects.push({ type: "emit", name: "toolapproval", event: { approvals: after.approvals } });
  const { agent } = after;
  const previous = before.agent;
  if (agent !== undefined && previous !== undefined && agent.name !== previous.name)
    effects.push({ type: "emit", name: "agentchange", event: { agent, previous } });
  const state = agentState(after);
  if (state !== agentState(before))
    effects.push({ type: "emit", name: "agentstatechange", event: { state } });
  return effects;
}
