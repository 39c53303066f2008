import type { ClientMessage } from "../../shared/protocol/client-messages.ts";
import type { Frame } from "../../shared/protocol/frame.ts";
import type { ConnectionEffect } from "./connection-event.ts";
import type { VoiceClientEvents } from "./events.ts";

/** An event for the listeners of one name. */
export type EmitEffect = {
  readonly [Name in keyof VoiceClientEvents]: {
    readonly type: "emit";
    readonly name: Name;
    readonly event: VoiceClientEvents[Name];
  };
}[keyof VoiceClientEvents];

/** Everything that the shell does, in the order given. */
export type ClientEffect =
  | ConnectionEffect
  | EmitEffect
  | { readonly type: "send"; readonly message: ClientMessage }
  | { readonly type: "send-frame"; readonly frame: Frame }
  | {
      readonly type: "play";
      readonly turn: number;
      readonly position: number;
      /** PCM16LE. */
      readonly payload: Uint8Array;
    }
  | { readonly type: "play-end"; readonly turn: number; readonly samples: number }
  | { readonly type: "play-hold"; readonly turn: number }
  | { readonly type: "play-release"; readonly turn: number }
  | { readonly type: "play-stop"; readonly turn: number }
  | {
      readonly type: "run-tool";
      readonly toolCallId: string;
      readonly name: string;
      readonly input: unknown;
    }
  | { readonly type: "cancel-tool"; readonly toolCallId: string }
  | { readonly type: "mute-input"; readonly muted: boolean }
  | { readonly type: "stop-input" }
  | { readonly type: "stop-video" }
  | { readonly type: "close-output" };
