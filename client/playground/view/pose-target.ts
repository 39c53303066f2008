import type { VoicePoseTarget } from "../form/voice-pose.ts";
import type { ConversationView } from "./conversation-view.ts";

/** The form's part in a view: where it should be, given both voices' levels of this moment (0…1). */
export function poseTarget(
  view: Pick<ConversationView, "connection" | "agentState" | "call" | "muted">,
  inputLevel: number,
  outputLevel: number,
): VoicePoseTarget {
  const connected = view.connection === "connected";
  const inCall = connected && view.call === "open";
  const speaking = connected && view.agentState === "speaking";
  const thinking = connected && view.agentState === "thinking";
  return {
    user: inCall && !view.muted ? inputLevel : 0,
    agent: speaking ? outputLevel : 0,
    together: inCall || speaking || thinking ? 1 : 0,
    thinking: thinking ? 1 : 0,
    presence: inCall && view.muted ? 0.15 : 1,
  };
}

/** Whether the form moves by itself, and not only until it has settled. */
export function isLively(
  view: Pick<ConversationView, "connection" | "agentState" | "call">,
): boolean {
  return (
    view.connection === "connected" &&
    (view.call === "open" || view.agentState === "speaking" || view.agentState === "thinking")
  );
}
