import type { ServerMessage } from "../../shared/protocol/server-messages.ts";
import type { TimelineFact } from "../../shared/timeline/timeline-entry.ts";
import type { AgentDefinition } from "../../worker/agents/agent-definition.ts";
import type { Gateway } from "../../worker/gateway/run-types.ts";
import type { Companion } from "./companion.ts";
import type { RecordedSpeech } from "./recorded-speech.ts";
import type { SessionJournal } from "./session-journal.ts";
import type { ThinkRuns } from "./think-runs.ts";

/** What a conversation needs from outside; the object provides it, and so can a test. */
export interface SessionPorts {
  readonly session: string;
  /** Who speaks now: another one after a handoff. */
  readonly agent: AgentDefinition;
  readonly gateway: Gateway;
  /** What the think stage asks its models through. */
  readonly thinking: ThinkRuns;
  /** What another life of the object goes on with. */
  readonly journal: SessionJournal;
  /** The durable agent behind it, where it has one. */
  readonly companion?: Companion | undefined;
  /** Whether the language model is the embedded one, which may be asked ahead: it costs nothing. */
  readonly readsAhead: () => boolean;
  /** The window of the language model, in tokens. */
  readonly contextTokens: () => number;
  /** Which models serve the present agent, and why. */
  readonly stages: () => Extract<ServerMessage, { type: "welcome" }>["stages"];
  /** What the agent's voice has said before, words that never change. */
  readonly recorded: RecordedSpeech;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves after `ms`, rejects when the signal aborts. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Calls back after `ms`; the result takes it back. */
  readonly schedule: (ms: number, callback: () => void) => () => void;
  /** A new id, unique in the conversation. */
  readonly newId: () => string;
  /** Ends the conversation: nothing more follows. */
  readonly end: () => void;
  /** Sends to the connected client; without one it does nothing. */
  readonly send: (message: ServerMessage) => void;
  readonly sendFrame: (bytes: Uint8Array) => void;
  /** Tells the timeline what happened, now. */
  readonly note: (fact: TimelineFact) => void;
  /** Whether a client is connected, and whether it plays audio. */
  readonly audience: () => "none" | "reads" | "plays";
}
