import { AppError } from "../../shared/errors/app-error.ts";
import type { ClientMessage } from "../../shared/protocol/client-messages.ts";
import type { Interpreter } from "./interpreter.ts";
import type { Pictures } from "./pictures.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { ConversationStore } from "./store.ts";

/** The conversation that a message belongs to, and the connection that it came on. */
export interface Addressee {
  readonly ports: SessionPorts;
  readonly interpreter: Interpreter;
  readonly pictures: Pictures;
  readonly store: ConversationStore;
  readonly connection: string;
}

/**
 * Does what a client that has said hello asks for.
 * @throws AppError `bad_input` and the like, naming the field: the client is told.
 */
export function receiveMessage(
  message: Exclude<ClientMessage, { type: "hello" }>,
  { ports, interpreter, pictures, store, connection }: Addressee,
): void {
  switch (message.type) {
    case "microphone": {
      const open = message.state === "open";
      if (!open) interpreter.ears.stop();
      interpreter.dispatch({ type: "microphone", state: open ? "open" : "closed" });
      const fresh = store.history(1).length === 0;
      const { greeting } = interpreter.tools.cast.part.agent;
      if (open && fresh && greeting !== undefined) interpreter.dispatch({ type: "greet" });
      return;
    }
    case "text":
      if (message.text.trim() === "" && (message.images ?? []).length === 0)
        throw new AppError("bad_input", "There is nothing to say.", { field: "text" });
      return interpreter.text(message.text, message.images);
    case "image":
      return pictures.announce(connection, message.number, message);
    case "image-remove":
      return pictures.remove(connection, message.number);
    case "turns":
      return interpreter.setTurns(message.turns);
    case "turn":
      return interpreter.turn(message.action);
    case "interrupt":
      return interpreter.dispatch({ type: "interrupt" });
    case "played":
      return interpreter.dispatch({ ...message, done: message.done ?? false });
    case "heard":
      return ports.note(message);
    case "tools":
      return interpreter.tools.register(message.tools);
    case "tool-result":
    case "tool-approval":
      return interpreter.tools.questions.answer(message);
  }
}
