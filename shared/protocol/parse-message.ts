import * as z from "zod/mini";
import { AppError } from "../errors/app-error.ts";
import { ClientMessage } from "./client-messages.ts";
import { LIMITS } from "./limits.ts";
import { ServerMessage } from "./server-messages.ts";

/** Text that a client may send at any time and the server answers with PONG, without waking anything. */
export const PING = "ping";
/** The answer to {@link PING}. */
export const PONG = "pong";

/**
 * Reads a client's text message.
 * @throws AppError `too_large` or `bad_message`, with the field that is wrong.
 */
export function parseClientMessage(text: string): ClientMessage {
  if (text.length > LIMITS.messageLength)
    throw new AppError("too_large", `A message is longer than ${LIMITS.messageLength} characters.`);
  return parse(ClientMessage, text);
}

/**
 * Reads a server's text message.
 * @throws AppError `bad_message`: a server of another version, or something between that meddles.
 */
export function parseServerMessage(text: string): ServerMessage {
  return parse(ServerMessage, text);
}

function parse<S extends z.ZodMiniType>(schema: S, text: string): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError("bad_message", "A message is not JSON.", { cause });
  }
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue === undefined || issue.path.length === 0 ? "message" : issue.path.join(".");
  throw new AppError("bad_message", `The message's field "${field}" is wrong or unknown.`, {
    field,
    cause: result.error,
  });
}
