import { VoiceError } from "../core/voice-error.ts";
import type { DeviceReason } from "../core/voice-error.ts";

/** DOMException names of getUserMedia and getDisplayMedia (W3C Media Capture and Streams, 10.2), and older ones. */
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

/** A device that a page has to ask for. */
export type Device = "microphone" | "camera" | "screen";

const SENTENCES: Readonly<Record<DeviceReason, (device: string) => string>> = {
  blocked: (device) =>
    `The ${device} is blocked for this page; allow it in the browser's site settings.`,
  "already-in-use": (device) => `The ${device} can't be opened; another program may be using it.`,
  "not-found": (device) => `There is no ${device}; connect one and try again.`,
  "invalid-constraints": (device) => `The ${device} can't do what is asked of it.`,
  "not-supported": (device) =>
    `This page can't use a ${device}; it needs a current browser and https.`,
  unknown: (device) => `The ${device} failed.`,
};

/** A device's failure, with the reason in words that say what to do. */
export function deviceError(thrown: unknown, device: Device = "microphone"): VoiceError {
  if (thrown instanceof VoiceError) return thrown;
  // A DOMException is no Error in every browser, so only its name is looked at.
  const name = (thrown as { name?: unknown } | null | undefined)?.name;
  return knownDeviceError(REASONS.get(name) ?? "unknown", device, thrown);
}

/** The error of a known reason. */
export function knownDeviceError(
  reason: DeviceReason,
  device: Device = "microphone",
  cause?: unknown,
): VoiceError {
  // A browser says of a user who chose no screen that it is not allowed.
  const message =
    device === "screen" && reason === "blocked"
      ? "No screen was shared."
      : SENTENCES[reason](device);
  return new VoiceError(`${device}_failed`, message, {
    stage: device,
    reason,
    retryable: reason === "already-in-use",
    ...(cause === undefined ? {} : { cause }),
  });
}
