import * as z from "zod/mini";

/** Words of a message. */
export const TextPart = z.object({ type: z.literal("text"), text: z.string() });

/** Where pictures come from that follow each other by themselves. */
export const LiveSource = z.enum(["camera", "screen"]);
export type LiveSource = z.infer<typeof LiveSource>;

/**
 * A picture of a message. `url` is relative to the server; it answers to the session's bearer
 * secret only. `description` is what the vision models saw, once they have looked. `live` tells that
 * it is what a camera or a shared screen showed at that time; only the newest ones are kept.
 */
export const FilePart = z.object({
  type: z.literal("file"),
  mediaType: z.string(),
  url: z.string(),
  description: z.optional(z.string()),
  live: z.optional(LiveSource),
});

/** A tool that the agent called while it made this message. */
export const ToolPart = z.object({
  type: z.literal("tool"),
  toolCallId: z.string(),
  name: z.string(),
  state: z.enum(["input-available", "output-available", "output-error"]),
  input: z.unknown(),
  output: z.optional(z.unknown()),
});

/** One part of a message; the shapes follow the AI SDK's UIMessage parts. */
export const MessagePart = z.discriminatedUnion("type", [TextPart, FilePart, ToolPart]);

/** One message of the conversation, by voice or by keyboard: there is one history. */
export const Message = z.object({
  id: z.string(),
  /** Order in the conversation, given by the server. */
  sequence: z.number(),
  role: z.enum(["user", "assistant"]),
  parts: z.array(MessagePart),
  /** How it came about. */
  via: z.enum(["voice", "text"]),
  /** Milliseconds since the epoch, by the server's clock. */
  at: z.number(),
  /** Set when the user cut the answer short: `parts` then hold what was heard. */
  interrupted: z.optional(z.boolean()),
  /** Name of the agent that spoke. */
  agent: z.optional(z.string()),
});

export type TextPart = z.infer<typeof TextPart>;
export type FilePart = z.infer<typeof FilePart>;
export type ToolPart = z.infer<typeof ToolPart>;
export type MessagePart = z.infer<typeof MessagePart>;
export type Message = z.infer<typeof Message>;

/** A message's words alone. */
export function messageText(message: Message): string {
  return message.parts
    .flatMap((part) => (part.type === "text" ? [part.text] : []))
    .join(" ")
    .trim();
}
