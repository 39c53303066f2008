import type { LiveSource, Message } from "../../../shared/protocol/conversation.ts";
import type {
  AgentInfo,
  AgentState,
  ApprovalRequest,
  CallState,
  CaptionInfo,
  ConnectionState,
  StageInfo,
  ToolCallInfo,
  TurnMetrics,
  VideoState,
  VoiceClientEvents,
} from "../../core/events.ts";
import type { Turns } from "../../core/microphone-gate.ts";
import type { VoiceError } from "../../core/voice-error.ts";

/** What the client knows at one moment; copied from it with every event. */
export interface ClientSnapshot {
  readonly connection: ConnectionState;
  readonly agentState: AgentState;
  /** Whether the answer is held while the user's voice is judged. */
  readonly ducked: boolean;
  readonly call: CallState;
  readonly muted: boolean;
  readonly messages: readonly Message[];
  readonly interim: string;
  readonly captions: readonly CaptionInfo[];
  readonly agent: AgentInfo | undefined;
  /** Tools that wait for the user's word. */
  readonly approvals: readonly ApprovalRequest[];
  readonly stages: StageInfo | undefined;
  /** Who says when the user's turn begins and ends, and whether the key is down. */
  readonly turns: Turns;
  readonly held: boolean;
  readonly presence: "here" | "away";
  readonly video: Readonly<Record<LiveSource, VideoState>>;
}

/** Everything that the page shows of a conversation, as plain data. */
export interface ConversationView extends ClientSnapshot {
  /** The answer that is being said, or was said last; undefined when its words are history. */
  readonly reply: { readonly turn: number; readonly message: string } | undefined;
  /** Ids of the answers that were heard aloud. */
  readonly heard: ReadonlySet<string>;
  /** Message id → where its turn's time went. */
  readonly timings: Readonly<Record<string, TurnMetrics>>;
  /** Turn → its figures, until the message that answers it is known. */
  readonly unplacedTimings: Readonly<Record<number, TurnMetrics>>;
  /** Turn → id of the message that answers it, since the last welcome. */
  readonly replies: Readonly<Record<number, string>>;
  /** Tools that the present turn has called. */
  readonly tools: readonly ToolCallInfo[];
  /** Name of an agent → its title, of all that were met since the page was loaded. */
  readonly titles: Readonly<Record<string, string>>;
  /** What went wrong last, until it is dismissed or over. */
  readonly error: VoiceError | undefined;
  /** Why the conversation is over, when it is. */
  readonly ended: "idle" | "duration" | undefined;
  /** Round trip of the last ping, in milliseconds. */
  readonly latencyMs: number | undefined;
}

/** A client event under its name, and what only the page can say. */
export type ViewEvent =
  | {
      readonly [Name in keyof VoiceClientEvents]: {
        readonly type: Name;
        readonly event: VoiceClientEvents[Name];
      };
    }[keyof VoiceClientEvents]
  | { readonly type: "error-dismissed" }
  | { readonly type: "retried" };

/** Not `see`: a picture is looked at before the words that go with it are said. */
const TURN_STAGES: ReadonlySet<VoiceError["stage"]> = new Set([
  "listen",
  "think",
  "speak",
  "image",
]);

/** The view before anything has happened. */
export function initialView(snapshot: ClientSnapshot): ConversationView {
  return {
    ...snapshot,
    reply: undefined,
    heard: new Set(),
    timings: {},
    unplacedTimings: {},
    replies: {},
    tools: [],
    titles: titlesWith({}, snapshot.agent),
    error: undefined,
    ended: undefined,
    latencyMs: undefined,
  };
}

/** The view after an event; `snapshot` is the client's state after it. */
export function reduceView(
  view: ConversationView,
  event: ViewEvent,
  snapshot: ClientSnapshot,
): ConversationView {
  const next = { ...view, ...snapshot, titles: titlesWith(view.titles, snapshot.agent) };
  switch (event.type) {
    case "welcome":
      return { ...next, replies: {}, unplacedTimings: {}, tools: [], reply: undefined };
    case "connectionstatechange":
      return {
        ...next,
        ended: event.event.state === "connecting" ? undefined : view.ended,
        error:
          event.event.state === "connected"
            ? withoutConnectionError(view.error)
            : (event.event.error ?? view.error),
      };
    case "callstatechange":
      return event.event.state === "open" ? without(next, "microphone_failed") : next;
    case "videostatechange":
      return event.event.state === "on" ? without(next, `${event.event.source}_failed`) : next;
    case "ended":
      return { ...next, ended: event.event.reason };
    case "caption":
      return placeReply(next, event.event.turn, event.event.message);
    case "agentspeechstart":
      return next.reply?.turn === event.event.turn ? asHeard(next, next.reply.message) : next;
    case "userspeechstart":
      return isSaying(next) ? next : { ...next, tools: [], reply: undefined };
    case "message":
      return settleMessage(next, event.event.message);
    case "toolcall":
      return { ...next, tools: placeTool(next.tools, event.event) };
    case "metrics":
      return placeTiming(next, event.event);
    case "latency":
      return { ...next, latencyMs: event.event.ms };
    case "error":
      return { ...next, error: event.event };
    case "error-dismissed":
    case "retried":
      return { ...next, error: undefined };
    default:
      return next;
  }
}

/** Whether an answer is in the middle of being said, be it audible or held. */
export function isSaying(view: Pick<ConversationView, "agentState" | "ducked">): boolean {
  return view.agentState === "speaking" || view.ducked;
}

/** Who said a message, for people; a name that was never met with its title is made readable. */
export function agentTitle(view: ConversationView, name: string | undefined): string {
  if (name === undefined) return view.agent?.title ?? "Parley";
  const words = name.replaceAll("-", " ");
  return view.titles[name] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function titlesWith(titles: ConversationView["titles"], agent: AgentInfo | undefined) {
  if (agent === undefined || titles[agent.name] === agent.title) return titles;
  return { ...titles, [agent.name]: agent.title };
}

/** The completed messages: all but the answer whose sound is still going on. */
export function completedMessages(view: ConversationView): readonly Message[] {
  const held = isSaying(view) ? view.reply?.message : undefined;
  return view.messages.filter((message) => message.id !== held && message.parts.length > 0);
}

/** The words of the present answer that have been said so far; empty when they are history. */
export function spokenCaption(view: ConversationView): string {
  const { reply } = view;
  if (reply === undefined) return "";
  const isHistory = view.messages.some((message) => message.id === reply.message);
  if (isHistory && !isSaying(view)) return "";
  return view.captions
    .filter((caption) => caption.message === reply.message)
    .map((caption) => caption.text.trim())
    .join(" ");
}

/** Tools that the present turn called and that no completed message shows yet. */
export function liveTools(view: ConversationView): readonly ToolCallInfo[] {
  const shown = new Set(
    completedMessages(view).flatMap((message) =>
      message.parts.flatMap((part) => (part.type === "tool" ? [part.toolCallId] : [])),
    ),
  );
  return view.tools.filter((tool) => !shown.has(tool.toolCallId));
}

function placeReply(view: ConversationView, turn: number, message: string): ConversationView {
  const { [turn]: timing, ...unplacedTimings } = view.unplacedTimings;
  const placed: ConversationView = {
    ...view,
    reply: { turn, message },
    replies: { ...view.replies, [turn]: message },
    unplacedTimings,
    timings: timing === undefined ? view.timings : { ...view.timings, [message]: timing },
  };
  return view.agentState === "speaking" ? asHeard(placed, message) : placed;
}

function asHeard(view: ConversationView, message: string): ConversationView {
  return view.heard.has(message) ? view : { ...view, heard: new Set([...view.heard, message]) };
}

function placeTiming(view: ConversationView, timing: TurnMetrics): ConversationView {
  const message = view.replies[timing.turn];
  return message === undefined
    ? { ...view, unplacedTimings: { ...view.unplacedTimings, [timing.turn]: timing } }
    : { ...view, timings: { ...view.timings, [message]: timing } };
}

function settleMessage(view: ConversationView, message: Message): ConversationView {
  if (message.role !== "user") return view;
  const next = { ...view, error: withoutTurnError(view.error) };
  return isSaying(next) ? next : { ...next, tools: [], reply: undefined };
}

function placeTool(tools: readonly ToolCallInfo[], tool: ToolCallInfo): readonly ToolCallInfo[] {
  const sameTurn = tools.filter((other) => other.turn === tool.turn);
  const known = sameTurn.some((other) => other.toolCallId === tool.toolCallId);
  return known
    ? sameTurn.map((other) => (other.toolCallId === tool.toolCallId ? tool : other))
    : [...sameTurn, tool];
}

/** What failed in an earlier turn, or with a picture, is over when the user has said the next thing. */
function withoutTurnError(error: VoiceError | undefined): VoiceError | undefined {
  return error !== undefined && TURN_STAGES.has(error.stage) ? undefined : error;
}

function without(view: ConversationView, code: VoiceError["code"]): ConversationView {
  return view.error?.code === code ? { ...view, error: undefined } : view;
}

function withoutConnectionError(error: VoiceError | undefined): VoiceError | undefined {
  return error?.stage === "connection" ? undefined : error;
}
