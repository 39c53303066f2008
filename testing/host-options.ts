import type { SileroVad } from "../shared/audio/silero-vad.ts";
import type { ServerMessage } from "../shared/protocol/server-messages.ts";
import type { VirtualClock } from "../shared/testing/virtual-clock.ts";
import type { TimelineFact } from "../shared/timeline/timeline-entry.ts";
import type { AgentDefinition } from "../worker/agents/agent-definition.ts";
import type { Gateway } from "../worker/gateway/run-types.ts";

/** The server's end of a socket. */
export interface HostSocket {
  readonly id: string;
  deliver(data: string | Uint8Array): void;
  close(code: number): void;
}

/** What a session is hosted with. */
export interface SessionHostOptions {
  readonly clock: VirtualClock;
  readonly agent: AgentDefinition;
  readonly gateway: Gateway;
  /** Agents to whom it may hand over. */
  readonly others?: readonly AgentDefinition[];
  readonly readsAhead?: boolean;
  /** The language model's window; absent: a small one's. */
  readonly contextTokens?: number;
  /** Milliseconds until what was written is durable; absent: at once. */
  readonly storageMs?: () => number;
  /** How much later than asked a timer is called, in milliseconds; absent: not at all. */
  readonly timerLateMs?: () => number;
  /** Hears voices in the microphone's sound; absent: in the sound of `voiceSound` alone. */
  readonly vad?: () => SileroVad;
  /** What happens in the object. */
  readonly watch?: HostWatch;
}

/** Sees what an object does, in order. */
export interface HostWatch {
  note?(fact: TimelineFact, at: number): void;
  send?(socket: string, data: ServerMessage | Uint8Array): void;
  ended?(): void;
}
