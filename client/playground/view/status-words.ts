import type { ConversationView } from "./conversation-view.ts";

/** What the page says about the moment, in a word and a sentence. */
export interface StatusWords {
  /** Stable name of the state, for styles and tests. */
  readonly state:
    | "disconnected"
    | "ended"
    | "connecting"
    | "reconnecting"
    | "failed"
    | "ready"
    | "opening"
    | "muted"
    | "away"
    | "waiting"
    | "held"
    | "ducked"
    | "listening"
    | "thinking"
    | "speaking";
  readonly word: string;
  readonly hint: string;
}

type StatusFacts = Pick<
  ConversationView,
  "connection" | "agentState" | "ducked" | "call" | "muted" | "turns" | "held" | "presence"
>;

const ENDED = {
  idle: "Nobody had spoken for a while. Press Talk to go on.",
  duration: "It had lasted as long as one may. Press Talk to go on.",
} as const;

/** Puts the view's state into words. */
export function statusWords(view: StatusFacts & Pick<ConversationView, "ended">): StatusWords {
  switch (view.connection) {
    case "connecting":
      return { state: "connecting", word: "Connecting", hint: "One moment." };
    case "reconnecting":
      return {
        state: "reconnecting",
        word: "Reconnecting",
        hint: "The connection broke. Your conversation is kept.",
      };
    case "failed":
      return { state: "failed", word: "No connection", hint: "The server can’t be reached." };
    case "disconnected":
    case "disconnecting":
      if (view.ended !== undefined)
        return { state: "ended", word: "Conversation ended", hint: ENDED[view.ended] };
      return { state: "disconnected", word: "Not connected", hint: "Press Talk, or type." };
    case "connected":
      return connectedWords(view);
  }
}

function connectedWords(view: StatusFacts): StatusWords {
  const inCall = view.call === "open";
  if (view.call === "opening")
    return {
      state: "opening",
      word: "Opening the microphone",
      hint: "Your browser may ask whether you allow it.",
    };
  if (inCall && view.held)
    return { state: "held", word: "Listening", hint: "Let go when you have finished." };
  if (view.agentState === "speaking")
    return {
      state: "speaking",
      word: "Speaking",
      hint:
        inCall && !view.muted
          ? view.turns === "manual"
            ? "Hold the button or press Interrupt to stop me."
            : "Talk or press Interrupt to stop me."
          : "Press Interrupt to stop me.",
    };
  if (view.ducked) return { state: "ducked", word: "Listening", hint: "I’ve paused to hear you." };
  if (view.agentState === "thinking")
    return { state: "thinking", word: "Thinking", hint: "One moment." };
  if (inCall && view.muted)
    return { state: "muted", word: "Muted", hint: "I can’t hear you. You can still type." };
  if (inCall && view.turns === "manual")
    return { state: "waiting", word: "Your turn", hint: "Hold the button, or Space, and speak." };
  if (inCall && view.presence === "away")
    return {
      state: "away",
      word: "Are you there?",
      hint: "No sound leaves this device until you speak.",
    };
  if (inCall) return { state: "listening", word: "Listening", hint: "Speak whenever you like." };
  return { state: "ready", word: "Ready", hint: "Press Talk and speak, or type." };
}
