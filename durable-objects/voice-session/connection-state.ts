import { AppError } from "../../shared/errors/app-error.ts";
import type { ClientMessage } from "../../shared/protocol/client-messages.ts";

/** What survives hibernation with a socket. */
export type ConnectionState =
  | { readonly phase: "new" }
  | {
      readonly phase: "greeted";
      readonly plays: boolean;
      readonly turns: "automatic" | "manual";
      readonly microphone: "open" | "muted" | "closed";
    };

/** A connection whose client has said hello. */
export type Greeted = Extract<ConnectionState, { phase: "greeted" }>;

/** @throws AppError `bad_message` before the hello. */
export function greeted(state: ConnectionState | null): Greeted {
  if (state?.phase === "greeted") return state;
  throw new AppError("bad_message", "The first message must be a hello.", { field: "type" });
}

/** The connection after a message; the same state where it changes nothing. */
export function afterMessage(state: Greeted, message: ClientMessage): Greeted {
  if (message.type === "microphone") return { ...state, microphone: message.state };
  return message.type === "turns" ? { ...state, turns: message.turns } : state;
}
