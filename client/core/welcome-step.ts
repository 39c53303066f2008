import type { Message } from "../../shared/protocol/conversation.ts";
import type { ServerMessage } from "../../shared/protocol/server-messages.ts";
import type { ClientEffect } from "./client-effect.ts";
import type { ClientState, Step } from "./client-state.ts";
import { withMessage } from "./message-step.ts";
import { startConnection } from "./microphone.ts";
import { restingGate } from "./microphone-gate.ts";
import type { Gate } from "./microphone-gate.ts";
import { isLive } from "./reply.ts";
import type { Reply } from "./reply.ts";
import { playedMessage, releasePlaying, withReply } from "./reply-step.ts";

const IMAGE_NUMBER = /\/images\/(\d+)$/;

/** The server answered `hello`: what was waiting is sent, and the two sides are made to agree. */
export function welcomeStep(
  state: ClientState,
  welcome: Extract<ServerMessage, { type: "welcome" }>,
): Step {
  const { agent, stages } = welcome;
  const effects: ClientEffect[] = [{ type: "emit", name: "welcome", event: { agent, stages } }];
  let next: ClientState = {
    ...state,
    agent,
    stages,
    // What the server says from now on counts; it may have been restarted in between.
    turn: 0,
    server: "idle",
    userSpeaks: false,
    presence: "here",
    interim: { turn: 0, text: "" },
    // The server asks again.
    approvals: [],
  };
  if (state.interim.text !== "") {
    const event = { turn: state.interim.turn, text: "" };
    effects.push({ type: "emit", name: "interimtranscript", event });
  }

  for (const message of welcome.history) {
    const known = next.messages.find((one) => one.id === message.id);
    if (known !== undefined && isSame(known, message)) continue;
    const [after, made] = withMessage(next, message);
    next = after;
    effects.push(...made.filter(isMessageEvent));
  }
  const nextImage = Math.max(next.nextImage, 1 + largestImageNumber(welcome.history));

  // An interruption of that time is told first: the last report alone would mean a reply's end.
  const interrupts = next.outbox.filter(isInterrupt);
  effects.push(...interrupts);
  // What was played while nobody listened.
  const reply = next.replies.at(-1);
  if (reply !== undefined && (reply.played > 0 || reply.state === "ducked" || !isLive(reply)))
    effects.push({ type: "send", message: playedMessage(reply) });
  for (const one of next.replies) {
    if (!isLive(one) || one.turn === welcome.resuming) continue;
    const [after, made] = breakOff(next, one);
    next = after;
    effects.push(...made);
  }

  const [microphone, frames] = startConnection(next.microphone);
  if (next.call === "open") effects.push({ type: "send", message: microphoneMessage(next) });
  const { gate } = next;
  const sound = frames.map((frame) => ({ type: "send-frame" as const, frame }));
  effects.push(...aroundSound(gate, sound));
  const isHeld = gate.state === "held" && next.call === "open";
  next = { ...next, gate: isHeld ? gate : restingGate(next.turns) };
  effects.push(...next.outbox.filter((effect) => !isInterrupt(effect)));
  return [{ ...next, nextImage, microphone, outbox: [] }, effects];
}

/** A turn that is held goes on, and one that ended meanwhile is told whole. */
function aroundSound(gate: Gate, sound: readonly ClientEffect[]): readonly ClientEffect[] {
  const tell = (action: "begin" | "end" | "cancel"): ClientEffect => ({
    type: "send",
    message: { type: "turn", action },
  });
  if (gate.state === "held") return [tell("begin"), ...sound];
  if (gate.state !== "owed") return sound;
  return gate.action === "cancel" ? [tell("cancel")] : [tell("begin"), ...sound, tell("end")];
}

/**
 * A reply that the server does not go on with is over when what came of it has been played; should
 * its frames come after all, they undo this.
 */
function breakOff(state: ClientState, reply: Reply): Step {
  const total = reply.total ?? reply.received;
  if (reply.received === reply.start)
    return [withReply(state, { ...reply, total, state: "over" }), []];
  const [next, effects] = releasePlaying(state, reply);
  const released = next.replies.find((one) => one.turn === reply.turn) ?? reply;
  return [
    withReply(next, { ...released, total }),
    [...effects, { type: "play-end", turn: reply.turn, samples: total }],
  ];
}

function isInterrupt(effect: ClientEffect): boolean {
  return effect.type === "send" && effect.message.type === "interrupt";
}

/** What the server is to know of the microphone. */
export function microphoneMessage(state: Pick<ClientState, "call" | "muted">) {
  const open = state.muted ? ("muted" as const) : ("open" as const);
  return { type: "microphone" as const, state: state.call === "open" ? open : ("closed" as const) };
}

/** History is not news: of what it brings only `message` is told, not transcripts or corrections. */
function isMessageEvent(effect: ClientEffect): boolean {
  return effect.type === "emit" && effect.name === "message";
}

function isSame(a: Message, b: Message): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Numbers go on where the history's pictures end, so that a reload never uses one again. */
function largestImageNumber(history: readonly Message[]): number {
  const numbers = history.flatMap((message) =>
    message.parts.map((part) =>
      part.type === "file" ? Number(IMAGE_NUMBER.exec(part.url)?.[1] ?? 0) : 0,
    ),
  );
  return Math.max(0, ...numbers);
}
