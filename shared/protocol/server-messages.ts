import * as z from "zod/mini";
import { ERROR_CODES } from "../errors/error-codes.ts";
import type { ErrorCode } from "../errors/error-codes.ts";
import { Message } from "./conversation.ts";

const STAGES = ["listen", "think", "speak", "see"] as const;

/** A part of the path of a turn: hearing words, making the answer, saying it, looking at pictures. */
export const Stage = z.enum(STAGES);
export type Stage = z.infer<typeof Stage>;

/**
 * What a page plays under the voice, where its user wants that: a background, something while the
 * agent thinks, and how loud (0…1). Names that a client doesn't know are silence.
 */
export const Sounds = z.object({
  background: z.optional(z.string()),
  thinking: z.optional(z.string()),
  volume: z.optional(z.number()),
});
const stages = z.record(Stage, z.object({ model: z.string(), why: z.string() }));

/** Answers `hello`: who one talks to, and the conversation so far. */
export const Welcome = z.object({
  type: z.literal("welcome"),
  protocol: z.number(),
  session: z.string(),
  agent: z.object({
    name: z.string(),
    title: z.string(),
    tools: z.array(z.string()),
    sounds: z.optional(Sounds),
  }),
  /** Which model serves each stage, and why. */
  stages,
  history: z.array(Message),
  /**
   * Turn of a reply that is still being said: its `reply-resume` follows. A client that has audio of
   * another reply plays it to its end: no more of that one comes, and a hold on it is over.
   */
  resuming: z.optional(z.number()),
});

/** What the agent is doing, as the server sees it. A client that plays derives `speaking` itself. */
export const State = z.object({
  type: z.literal("state"),
  state: z.enum(["idle", "listening", "thinking", "speaking"]),
  turn: z.number(),
});

/** The user's voice began; `at` is the microphone sample where it did. */
export const SpeechStart = z.object({
  type: z.literal("speech-start"),
  turn: z.number(),
  at: z.number(),
});

/** The user's turn ended; `at` is the microphone sample of the last voice in it. */
export const SpeechEnd = z.object({
  type: z.literal("speech-end"),
  turn: z.number(),
  at: z.number(),
});

/** Words heard so far in this turn; replaces the interim before it. Empty takes it back. */
export const Interim = z.object({
  type: z.literal("interim"),
  turn: z.number(),
  text: z.string(),
});

/** A message joined the history, or changed: same id, newer content (`agentresponsecorrection`). */
export const MessageEvent = z.object({ type: z.literal("message"), message: Message });

/** An answer begins: frames and captions with this turn belong to `message`. */
export const ReplyStart = z.object({
  type: z.literal("reply-start"),
  turn: z.number(),
  message: z.string(),
});

/**
 * Words of the reply, and the sample at REPLY_RATE since the reply began where they are said. Sent
 * as soon as that is known, mostly before the sound itself. A client shows it when playback reaches
 * `from`; a text-only client shows it at once.
 */
export const Caption = z.object({
  type: z.literal("caption"),
  turn: z.number(),
  text: z.string(),
  from: z.number(),
});

/** The answer's audio is all sent: `samples` in total. Playback may still be going on. */
export const ReplyEnd = z.object({
  type: z.literal("reply-end"),
  turn: z.number(),
  samples: z.number(),
  reason: z.enum(["complete", "interrupted", "failed"]),
});

/**
 * A reply goes on for a client that has just come: after its socket was lost, after a reload, or on
 * another device. Frames follow from sample `from` on; those that the client has already are dropped
 * by their position. `captions` are all of the reply so far, and take the place of those that the
 * client knows. A `reply-end` comes again, also where it was sent before.
 */
export const ReplyResume = z.object({
  type: z.literal("reply-resume"),
  turn: z.number(),
  message: z.string(),
  /** Sample at REPLY_RATE since the reply began of the next frame. */
  from: z.number(),
  captions: z.array(z.object({ text: z.string(), from: z.number() })),
  /** Whether it is held, as after `duck`. Otherwise a hold is over, as after `unduck`. */
  ducked: z.optional(z.boolean()),
});

/**
 * Hold this turn's sound at once (a fade of a few milliseconds) and keep its place. What is queued
 * stays, what still comes is queued. The client answers with `played`, `ducked` set.
 */
export const Duck = z.object({ type: z.literal("duck"), turn: z.number() });

/** Go on from exactly the sample where `duck` stopped: nothing is skipped, nothing repeated. */
export const Unduck = z.object({ type: z.literal("unduck"), turn: z.number() });

/**
 * Stop playing this turn at once, also when it is held, and drop what is queued of it. The client
 * answers with `played`, `done` set, unless the reply is over or unknown there.
 */
export const Flush = z.object({ type: z.literal("flush"), turn: z.number() });

/** Nobody seems to be there, or somebody is there again. A client that is `away` may send no sound. */
export const Presence = z.object({
  type: z.literal("presence"),
  state: z.enum(["here", "away"]),
});

/** The conversation is over; the socket is closed with `idle` after it. */
export const Ended = z.object({
  type: z.literal("ended"),
  reason: z.enum(["idle", "duration"]),
});

/** A tool was called, answered, or failed. */
export const Tool = z.object({
  type: z.literal("tool"),
  turn: z.number(),
  toolCallId: z.string(),
  name: z.string(),
  state: z.enum(["input-available", "output-available", "output-error"]),
  input: z.unknown(),
  output: z.optional(z.unknown()),
});

/**
 * Run this tool of yours, and answer with `tool-result` within `timeoutMs`. A `tool` message of the
 * same id with another state means that the result is not wanted any more.
 */
export const ToolCall = z.object({
  type: z.literal("tool-call"),
  turn: z.number(),
  toolCallId: z.string(),
  name: z.string(),
  input: z.unknown(),
  timeoutMs: z.number(),
});

/**
 * Ask the user whether this tool may run, and answer with `tool-approval` within `timeoutMs`. It may
 * come again after a reconnect. A `tool` message of the same id means that nobody waits any more.
 */
export const ToolApprovalRequest = z.object({
  type: z.literal("tool-approval-request"),
  turn: z.number(),
  toolCallId: z.string(),
  name: z.string(),
  input: z.unknown(),
  timeoutMs: z.number(),
});

/** Another agent goes on with the conversation. */
export const Agent = z.object({
  type: z.literal("agent"),
  name: z.string(),
  title: z.string(),
  tools: z.array(z.string()),
  sounds: z.optional(Sounds),
  stages,
});

/** What the vision models saw in a picture. */
export const ImageSeen = z.object({
  type: z.literal("image-seen"),
  number: z.number(),
  description: z.string(),
});

/**
 * Where a turn's time went, in milliseconds by the server's clock. All count from the end of the
 * user's speech (or the typed message's arrival), so stages overlap and don't add up.
 */
export const Metrics = z.object({
  type: z.literal("metrics"),
  turn: z.number(),
  /** Silence that it took to be sure that the user had finished. */
  endpoint: z.optional(z.number()),
  /** Final transcript known. */
  transcript: z.optional(z.number()),
  /** First token of the language model. */
  firstToken: z.optional(z.number()),
  /** First clause complete, handed to the speech model. */
  firstClause: z.optional(z.number()),
  /** First audio sent. */
  firstAudio: z.optional(z.number()),
  /** How long the models themselves took. */
  models: z.optional(
    z.object({
      transcribe: z.optional(z.number()),
      firstToken: z.optional(z.number()),
      firstSpeech: z.optional(z.number()),
      see: z.optional(z.number()),
    }),
  ),
  /** Whether the answer was begun before the turn was surely over. */
  speculative: z.boolean(),
  /** Answers of this conversation that were begun and that nobody heard, and their known cost. */
  wasted: z.optional(z.object({ replies: z.number(), usd: z.number() })),
});

/** Something failed. The session lives on; `field` names what was wrong in a message. */
export const ErrorEvent = z.object({
  type: z.literal("error"),
  code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
  retryable: z.boolean(),
  stage: z.optional(Stage),
  field: z.optional(z.string()),
  turn: z.optional(z.number()),
});

/** Every JSON message that the server may send. */
export const ServerMessage = z.discriminatedUnion("type", [
  Welcome,
  State,
  SpeechStart,
  SpeechEnd,
  Interim,
  MessageEvent,
  ReplyStart,
  Caption,
  ReplyEnd,
  ReplyResume,
  Duck,
  Unduck,
  Flush,
  Presence,
  Ended,
  Tool,
  ToolCall,
  ToolApprovalRequest,
  Agent,
  ImageSeen,
  Metrics,
  ErrorEvent,
]);
export type ServerMessage = z.infer<typeof ServerMessage>;
