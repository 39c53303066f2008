import { messageText } from "../../../shared/protocol/conversation.ts";
import { agentTitle, isSaying } from "./conversation-view.ts";
import type { ConversationView } from "./conversation-view.ts";

/** What the announcer remembers between views. */
export interface AnnouncerState {
  /** Sequence of the newest message that needs no announcement any more. */
  readonly upTo: number;
  /** Whether the conversation's history has been loaded. */
  readonly loaded: boolean;
  readonly connection: ConversationView["connection"];
  readonly call: ConversationView["call"];
  readonly muted: boolean;
  readonly ended: ConversationView["ended"];
  readonly video: ConversationView["video"];
}

/** The announcer at the beginning of a page. */
export function initialAnnouncer(view: ConversationView): AnnouncerState {
  return {
    upTo: newest(view),
    loaded: view.connection === "connected",
    connection: view.connection,
    call: view.call,
    muted: view.muted,
    ended: view.ended,
    video: view.video,
  };
}

/**
 * What a screen reader should say now: changes of the connection and the microphone, and whole
 * answers that nobody heard aloud. Nothing while the agent is thinking or in the middle of an answer, nor for a
 * history that has just been loaded.
 */
export function announce(
  state: AnnouncerState,
  view: ConversationView,
): readonly [AnnouncerState, string] {
  if (isSaying(view) || view.agentState === "thinking") return [state, ""];
  const unheard = view.messages.filter(
    (message) =>
      message.sequence > state.upTo && message.role === "assistant" && !view.heard.has(message.id),
  );
  const said = [
    ...connectionWords(state, view),
    ...callWords(state, view),
    ...videoWords(state, view),
    ...(!state.loaded
      ? []
      : unheard.map((message) => `${agentTitle(view, message.agent)}: ${messageText(message)}`)),
  ].join(" ");
  const next: AnnouncerState = {
    upTo: Math.max(state.upTo, newest(view)),
    loaded: state.loaded || view.connection === "connected",
    connection: view.connection,
    call: view.call,
    muted: view.muted,
    ended: view.ended,
    video: view.video,
  };
  return [next, said];
}

function videoWords(state: AnnouncerState, view: ConversationView): string[] {
  return (["camera", "screen"] as const).flatMap((source) => {
    const [before, now] = [state.video[source], view.video[source]];
    if (before === now || now === "opening") return [];
    if (now === "on") return [`The ${source} is shown.`];
    return before === "on" ? [`The ${source} is no longer shown.`] : [];
  });
}

function connectionWords(state: AnnouncerState, view: ConversationView): string[] {
  if (state.ended === undefined && view.ended !== undefined)
    return [
      view.ended === "idle"
        ? "The conversation has ended, since nobody had spoken for a while."
        : "The conversation has ended, since it had lasted as long as one may.",
    ];
  if (state.connection === view.connection) return [];
  if (view.connection === "reconnecting") return ["The connection broke. Reconnecting."];
  if (view.connection === "connected") return ["Connected."];
  return [];
}

function callWords(state: AnnouncerState, view: ConversationView): string[] {
  if (state.call !== view.call) {
    if (view.call === "open") return ["The microphone is on. Listening."];
    if (view.call === "closed") return ["The microphone is off."];
    return [];
  }
  if (view.call === "open" && state.muted !== view.muted)
    return [view.muted ? "Muted." : "No longer muted."];
  return [];
}

function newest(view: ConversationView): number {
  return view.messages.reduce((highest, message) => Math.max(highest, message.sequence), -1);
}
