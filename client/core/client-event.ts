import type { LiveSource } from "../../shared/protocol/conversation.ts";
import type { ClientToolSpec } from "../../shared/protocol/client-messages.ts";
import type { Frame } from "../../shared/protocol/frame.ts";
import type { ServerMessage } from "../../shared/protocol/server-messages.ts";
import type { PlaybackReport } from "./audio-ports.ts";
import type { ConnectionEvent } from "./connection-event.ts";
import type { CallState, VideoState } from "./events.ts";
import type { PreparedImage } from "./image-source.ts";
import type { Turns } from "./microphone-gate.ts";
import type { ToolAnswer } from "./tool-shell.ts";
import type { VoiceError } from "./voice-error.ts";

/** Everything that can happen to a client. Times are the client's clock, in milliseconds. */
export type ClientEvent =
  | ConnectionEvent
  /** The server sent a message. */
  | {
      readonly type: "message";
      readonly generation: number;
      readonly message: ServerMessage;
      readonly now: number;
    }
  /** The server sent audio. */
  | {
      readonly type: "frame";
      readonly generation: number;
      readonly frame: Frame;
      readonly now: number;
    }
  /** The server sent something that is not of the protocol. */
  | { readonly type: "unreadable"; readonly generation: number; readonly error: VoiceError }
  /** The loudspeaker reports. */
  | { readonly type: "played"; readonly report: PlaybackReport; readonly now: number }
  /** The microphone delivers. */
  | { readonly type: "captured"; readonly samples: Int16Array; readonly now: number }
  /** A device failed. */
  | { readonly type: "device-failed"; readonly error: VoiceError }
  | { readonly type: "call"; readonly state: CallState }
  | { readonly type: "mute"; readonly muted: boolean }
  | { readonly type: "interrupt" }
  | { readonly type: "turns"; readonly turns: Turns }
  | { readonly type: "turn"; readonly action: "begin" | "end" | "cancel" }
  /** The user says that they are here. */
  | { readonly type: "stay" }
  | { readonly type: "video"; readonly source: LiveSource; readonly state: VideoState }
  | { readonly type: "live-image"; readonly source: LiveSource; readonly image: PreparedImage }
  /** The tools of this client are others now. */
  | { readonly type: "tools"; readonly specs: readonly ClientToolSpec[] }
  /** A tool of this client has ended. */
  | { readonly type: "tool-done"; readonly toolCallId: string; readonly answer: ToolAnswer }
  | { readonly type: "approve"; readonly toolCallId: string; readonly approved: boolean }
  | {
      readonly type: "text";
      readonly text: string;
      readonly images: readonly number[];
      readonly now: number;
    }
  | { readonly type: "image"; readonly number: number; readonly image: PreparedImage }
  | { readonly type: "image-remove"; readonly number: number };
