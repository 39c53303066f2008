import * as z from "zod/mini";
import { LIMITS } from "./limits.ts";

const count = z.number().check(z.int(), z.nonnegative());

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
});

/** The microphone opened, was muted, or closed. Frames count only while it is open. */
export const Microphone = z.object({
  type: z.literal("microphone"),
  state: z.enum(["open", "muted", "closed"]),
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
 * next thing that the user says or types.
 */
export const Image = z.object({
  type: z.literal("image"),
  number: count,
  mediaType: z.enum(["image/jpeg", "image/png", "image/webp"]),
  bytes: count.check(z.maximum(LIMITS.imageBytes)),
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
});

/** Every JSON message that a client may send. */
export const ClientMessage = z.discriminatedUnion("type", [
  Hello,
  Microphone,
  TurnMessage,
  Text,
  Image,
  ImageRemove,
  Interrupt,
  Played,
  Heard,
]);
export type ClientMessage = z.infer<typeof ClientMessage>;
