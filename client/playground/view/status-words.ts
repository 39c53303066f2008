import type { ConversationView } from "./conversation-view.ts";

/** What the page says about the moment, in a word and a sentence. */
export interface StatusWords {
  /** Stable name of the state, for styles and tests. */
  readonly state:
    | "disconnected"
    | "connecting"
    | "reconnecting"
    | "failed"
    | "ready"
    | "opening"
    | "muted"
    | "ducked"
    | "listening"
    | "thinking"
    | "speaking";
  readonly word: string;
  readonly hint: string;
}

/** Puts the view's state into words. */
export function statusWords(
  view: Pick<ConversationView, "connection" | "agentState" | "ducked" | "call" | "muted">,
): StatusWords {
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
      return { state: "disconnected", word: "Not connected", hint: "Press Talk, or type." };
    case "connected":
      return connectedWords(view);
  }
}

function connectedWords(
  view: Pick<ConversationView, "agentState" | "ducked" | "call" | "muted">,
): StatusWords {
  const inCall = view.call === "open";
  if (view.call === "opening")
    return {
      state: "opening",
      word: "Opening the microphone",
      hint: "Your browser may ask whether you allow it.",
    };
  if (view.agentState === "speaking")
    return {
      state: "speaking",
      word: "Speaking",
      hint:
        inCall && !view.muted
          ? "Talk or press Interrupt to stop me."
          : "Press Interrupt to stop me.",
    };
  if (view.ducked) return { state: "ducked", word: "Listening", hint: "I’ve paused to hear you." };
  if (view.agentState === "thinking")
    return { state: "thinking", word: "Thinking", hint: "One moment." };
  if (inCall && view.muted)
    return { state: "muted", word: "Muted", hint: "I can’t hear you. You can still type." };
  if (inCall) return { state: "listening", word: "Listening", hint: "Speak whenever you like." };
  return { state: "ready", word: "Ready", hint: "Press Talk and speak, or type." };
}
