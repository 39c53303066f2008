import { VoiceError } from "../core/voice-error.ts";
import type { DeviceReason } from "../core/voice-error.ts";

/** DOMException names of getUserMedia (W3C Media Capture and Streams, 10.2), and older ones. */
const REASONS: ReadonlyMap<unknown, DeviceReason> = new Map<string, DeviceReason>([
  ["NotAllowedError", "blocked"],
  ["SecurityError", "blocked"],
  ["PermissionDeniedError", "blocked"],
  ["NotReadableError", "already-in-use"],
  ["AbortError", "already-in-use"],
  ["TrackStartError", "already-in-use"],
  ["NotFoundError", "not-found"],
  ["DevicesNotFoundError", "not-found"],
  ["OverconstrainedError", "invalid-constraints"],
  ["NotSupportedError", "not-supported"],
  ["TypeError", "not-supported"],
]);

const SENTENCES: Readonly<Record<DeviceReason, string>> = {
  blocked: "The microphone is blocked for this page; allow it in the browser's site settings.",
  "already-in-use": "The microphone can't be opened; another program may be using it.",
  "not-found": "There is no microphone; connect one and try again.",
  "invalid-constraints": "The microphone can't do what is asked of it.",
  "not-supported": "This page can't use a microphone; it needs a current browser and https.",
  unknown: "The microphone failed.",
};

/** A microphone's failure, with the reason in words that say what to do. */
export function deviceError(thrown: unknown): VoiceError {
  if (thrown instanceof VoiceError) return thrown;
  // A DOMException is no Error in every browser, so only its name is looked at.
  const name = (thrown as { name?: unknown } | null | undefined)?.name;
  return microphoneError(REASONS.get(name) ?? "unknown", thrown);
}

/** The error of a known reason. */
export function microphoneError(reason: DeviceReason, cause?: unknown): VoiceError {
  return new VoiceError("microphone_failed", SENTENCES[reason], {
    stage: "microphone",
    reason,
    retryable: reason === "already-in-use",
    ...(cause === undefined ? {} : { cause }),
  });
}
