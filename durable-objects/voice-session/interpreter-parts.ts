import type { TurnSettings } from "../../shared/turn/turn-settings.ts";
import type { Cast } from "./cast.ts";
import type { Listener } from "./listener.ts";
import type { Pictures } from "./pictures.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { ConversationStore } from "./store.ts";

/** What an interpreter works with. */
export interface InterpreterParts {
  readonly ports: SessionPorts;
  readonly store: ConversationStore;
  readonly pictures: Pictures;
  readonly listener: Listener;
  readonly cast: Cast;
  readonly settings: TurnSettings;
}
