import type { ClientEffect } from "./client-effect.ts";
import type { ClientState, Step } from "./client-state.ts";
import { connectionState } from "./connection.ts";
import { captureFrame, keepFrame } from "./microphone.ts";
import type { Kept } from "./microphone.ts";
import { AWAY_GATE, keptOf, passGate, restingGate } from "./microphone-gate.ts";
import type { Turns } from "./microphone-gate.ts";
import { isLive } from "./reply.ts";
import { stopAll } from "./reply-step.ts";

/** The microphone delivers. */
export function capturedStep(state: ClientState, samples: Int16Array, now: number): Step {
  if (state.call !== "open" || state.muted) return [state, []];
  const [gate, passed] = passGate(state.gate, { samples, at: now });
  return sendSamples({ ...state, gate }, passed);
}

/** Who says from now on when a turn begins and ends; one that is held ends. */
export function turnsStep(state: ClientState, turns: Turns): Step {
  if (turns === state.turns) return [state, []];
  const [ended, ending] = turnStep(state, "end");
  const message = { type: "turns" as const, turns };
  return [{ ...ended, turns, gate: restingGate(turns) }, [...ending, { type: "send", message }]];
}

/** The key goes down, comes up, or what was said is taken back. */
export function turnStep(state: ClientState, action: "begin" | "end" | "cancel"): Step {
  const tell: ClientEffect = { type: "send", message: { type: "turn", action } };
  if (state.turns === "automatic") return [state, action === "end" ? [tell] : []];
  if (action === "begin") return beginStep(state, tell);
  if (state.gate.state !== "held") return [state, []];
  if (!isConnected(state)) {
    // What was said before the connection broke, or since, is a turn all the same.
    const kept = action === "end" ? state.microphone.kept : [];
    const microphone = { ...state.microphone, kept };
    return [{ ...state, microphone, gate: { state: "owed", action } }, []];
  }
  return [{ ...state, gate: restingGate("manual") }, [tell]];
}

function beginStep(state: ClientState, tell: ClientEffect): Step {
  const { call, muted, gate } = state;
  if (call !== "open" || muted || gate.state === "held") return [state, []];
  const interrupts = !isConnected(state) && state.replies.some(isLive);
  const [stopped, stopping] = stopAll(state);
  const outbox: readonly ClientEffect[] = interrupts
    ? [{ type: "send", message: { type: "interrupt" } }, ...state.outbox]
    : state.outbox;
  const held: ClientState = { ...stopped, outbox, gate: { state: "held" } };
  const [next, frames] = sendSamples(held, keptOf(gate));
  // The server is told before the last report, which alone would mean that the reply ended.
  return [next, [tell, ...stopping, ...frames]];
}

/** The server says whether anybody seems to be here. */
export function presenceStep(state: ClientState, presence: "here" | "away"): Step {
  const emit: ClientEffect = { type: "emit", name: "presence", event: { state: presence } };
  const next = { ...state, presence };
  // Who holds a key, or will, is not heard by chance.
  if (state.turns === "manual") return [next, [emit]];
  if (presence === "here") {
    const [open, frames] = openGate(next);
    return [open, [emit, ...frames]];
  }
  return [state.call === "open" ? { ...next, gate: AWAY_GATE } : next, [emit]];
}

/** The user says by a button that they are here: a microphone that opens means just that. */
export function stayStep(state: ClientState): Step {
  if (state.presence === "here" || state.call !== "open" || state.muted) return [state, []];
  const [open, frames] = openGate(state);
  return [
    open,
    [
      { type: "send", message: { type: "microphone", state: "closed" } },
      { type: "send", message: { type: "microphone", state: "open" } },
      ...frames,
    ],
  ];
}

function openGate(state: ClientState): Step {
  if (state.gate.state !== "away" && state.gate.state !== "knocking") return [state, []];
  return sendSamples({ ...state, gate: restingGate(state.turns) }, keptOf(state.gate));
}

/** Sends samples, or keeps them for the next connection. */
function sendSamples(state: ClientState, blocks: readonly Kept[]): Step {
  let { microphone } = state;
  const effects: ClientEffect[] = [];
  for (const { samples, at } of blocks) {
    if (!isConnected(state)) {
      microphone = keepFrame(microphone, samples, at);
      continue;
    }
    const [after, frames] = captureFrame(microphone, samples, at);
    microphone = after;
    for (const frame of frames) effects.push({ type: "send-frame", frame });
  }
  return [{ ...state, microphone }, effects];
}

function isConnected(state: ClientState): boolean {
  return connectionState(state.connection) === "connected";
}
