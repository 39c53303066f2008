import * as z from "zod/mini";
import { LiveSource } from "./conversation.ts";
import { LIMITS } from "./limits.ts";

const count = z.number().check(z.int(), z.nonnegative());

/**
 * A tool that the client runs. One that the agent declares needs its name only; any other comes with
 * what the model is told. Names of the agent's own tools are not to be had.
 */
export const ClientToolSpec = z.object({
  name: z.string().check(z.regex(/^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/)),
  description: z.optional(z.string().check(z.minLength(1), z.maxLength(1_024))),
  /** JSON schema of an object. */
  parameters: z.optional(z.record(z.string(), z.unknown())),
  /** It changes nothing, so it may run before the user's turn is surely over. */
  readOnly: z.optional(z.boolean()),
});
export type ClientToolSpec = z.infer<typeof ClientToolSpec>;

const clientTools = z.array(ClientToolSpec).check(z.maxLength(LIMITS.clientTools));

/** First message on a socket: what the client is. The server answers `welcome`. */
export const Hello = z.object({
  type: z.literal("hello"),
  protocol: z.number(),
  /** Name and version of the client, for the journal (`parley-browser/0.1.0`). */
  client: z.string().check(z.maxLength(100)),
  /** Whether the client plays audio. A text-only client gets captions as they are made. */
  plays: z.boolean(),
  /**
   * Who says when the user's turn begins and ends: silence and meaning (`automatic`, the default), or
   * this client by `turn` (`manual`, push-to-talk).
   */
  turns: z.optional(z.enum(["automatic", "manual"])),
  /**
   * What a client that lost its socket has of the conversation's last reply: it needs the samples
   * from `samples` on, and has played those before `played`. Counted since the reply began.
   */
  resume: z.optional(z.object({ turn: count, samples: count, played: count })),
  /** Tools that this client runs. */
  tools: z.optional(clientTools),
});

/** The tools that this client runs from now on, in place of those before. */
export const Tools = z.object({ type: z.literal("tools"), tools: clientTools });

/** What a tool of this client gave, or a sentence that says why it did not. */
export const ToolResult = z.object({
  type: z.literal("tool-result"),
  toolCallId: z.string().check(z.maxLength(200)),
  output: z.optional(z.unknown()),
  error: z.optional(z.string().check(z.maxLength(1_000))),
});

/** The user allows what `tool-approval-request` asks, or doesn't. */
export const ToolApproval = z.object({
  type: z.literal("tool-approval"),
  toolCallId: z.string().check(z.maxLength(200)),
  approved: z.boolean(),
});

/** The microphone opened, was muted, or closed. Frames count only while it is open. */
export const Microphone = z.object({
  type: z.literal("microphone"),
  state: z.enum(["open", "muted", "closed"]),
});

/** Who says from now on when the user's turn begins and ends, as in `hello`. */
export const Turns = z.object({
  type: z.literal("turns"),
  turns: z.enum(["automatic", "manual"]),
});

/**
 * The user's turn begins (it interrupts the agent at once), ends, or counts for nothing. For clients
 * whose turns are manual; `end` also ends an automatic one early.
 */
export const TurnMessage = z.object({
  type: z.literal("turn"),
  action: z.enum(["begin", "end", "cancel"]),
});

/** The user typed. `images` are numbers that `image` announced before. */
export const Text = z.object({
  type: z.literal("text"),
  text: z.string().check(z.maxLength(LIMITS.textLength)),
  images: z.optional(z.array(count).check(z.maxLength(LIMITS.pendingImages))),
});

/**
 * Announces a picture; a binary frame of kind `image` with the same number follows. It joins the
 * next thing that the user says or types. With `live` it is what a camera or a shared screen shows
 * now: it takes the place of the one before from the same source, is a JPEG of limited size, and
 * comes at a limited rate.
 */
export const Image = z.object({
  type: z.literal("image"),
  number: count,
  mediaType: z.enum(["image/jpeg", "image/png", "image/webp"]),
  bytes: count.check(z.maximum(LIMITS.imageBytes)),
  live: z.optional(LiveSource),
});

/** Takes a picture back that has not been sent with a message yet. */
export const ImageRemove = z.object({ type: z.literal("image-remove"), number: count });

/** Stop talking: the user pressed the button. */
export const Interrupt = z.object({ type: z.literal("interrupt") });

/**
 * How much of a turn's reply has been played, in samples at REPLY_RATE since the reply began. Sent
 * about every 200 ms while playing, at once when it was held, and when it is over.
 */
export const Played = z.object({
  type: z.literal("played"),
  turn: count,
  samples: count,
  /** The last report: it was played to its end, or flushed at exactly this sample. */
  done: z.optional(z.boolean()),
  /** A `duck` took effect: the sound stopped at exactly this sample, and `unduck` goes on from it. */
  ducked: z.optional(z.boolean()),
});

/** Times that only the client knows, in milliseconds: from the end of speech to the first sound. */
export const Heard = z.object({
  type: z.literal("heard"),
  turn: count,
  firstAudioMs: z.number(),
  /** Of that, the time that the reply's first frame waited in the client. */
  bufferMs: z.optional(z.number()),
});

/** Every JSON message that a client may send. */
export const ClientMessage = z.discriminatedUnion("type", [
  Hello,
  Microphone,
  Turns,
  TurnMessage,
  Text,
  Image,
  ImageRemove,
  Interrupt,
  Played,
  Heard,
  Tools,
  ToolResult,
  ToolApproval,
]);
export type ClientMessage = z.infer<typeof ClientMessage>;
