import type { ClientMessage, ClientToolSpec } from "../../shared/protocol/client-messages.ts";
import type { SessionGrant } from "./session-grant.ts";
import type { VoiceError } from "./voice-error.ts";

/** Input of connectionStep. Those with a generation come from outside, perhaps late. */
export type ConnectionEvent =
  | { readonly type: "connect" }
  | { readonly type: "disconnect" }
  | { readonly type: "wake"; readonly now: number }
  | { readonly type: "granted"; readonly generation: number; readonly grant: SessionGrant }
  | {
      readonly type: "refused";
      readonly generation: number;
      readonly error: VoiceError;
      readonly random: number;
    }
  | { readonly type: "opened"; readonly generation: number }
  | { readonly type: "welcomed"; readonly generation: number; readonly now: number }
  | { readonly type: "pong"; readonly generation: number; readonly now: number }
  | {
      readonly type: "closed";
      readonly generation: number;
      readonly code: number;
      readonly now: number;
      readonly random: number;
    }
  | {
      readonly type: "timer";
      readonly generation: number;
      readonly now: number;
      readonly random: number;
    };

/** What the client has of the conversation's last reply. */
export type ReplyResume = NonNullable<Extract<ClientMessage, { type: "hello" }>["resume"]>;

/** What the shell does for a connection. */
export type ConnectionEffect =
  | { readonly type: "grant"; readonly generation: number }
  | { readonly type: "open"; readonly generation: number; readonly grant: SessionGrant }
  | {
      readonly type: "hello";
      readonly resume?: ReplyResume;
      readonly turns?: "automatic" | "manual";
      readonly tools?: readonly ClientToolSpec[];
    }
  | { readonly type: "ping" }
  /** Closes and forgets the present socket. */
  | { readonly type: "close"; readonly code: number }
  /** The one timer of the connection: replaces the last; absent `ms` only stops it. */
  | { readonly type: "timer"; readonly generation: number; readonly ms?: number }
  | { readonly type: "latency"; readonly ms: number };
