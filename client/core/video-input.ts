import type { PreparedImage } from "./image-source.ts";
import type { VoiceError } from "./voice-error.ts";

/** What a source shows at this moment. */
export interface VideoGlance {
  /** Brightness of a few hundred dots, 0…255, the same number each time: tells what has changed. */
  readonly thumbnail: Uint8Array;
  /** The picture as a JPEG of at most LIMITS.liveImageBytes. @throws VoiceError `image_failed` */
  encode(): Promise<PreparedImage>;
}

/** What a {@link VideoInput} calls while it is started. */
export interface VideoInputHandlers {
  /** The device failed, or the user ended the sharing (then without an error). */
  onEnded(error?: VoiceError): void;
}

/** A camera, a shared screen, or something that stands for one. */
export interface VideoInput {
  /**
   * Opens the source, asking for permission where needed. Called synchronously from
   * `startCamera()` and `startScreen()`, so that a browser still sees the user's gesture.
   * @throws VoiceError `camera_failed` or `screen_failed` with a `reason`.
   */
  start(handlers: VideoInputHandlers): Promise<void>;
  /** Looks at the source; undefined while it has shown nothing yet. */
  glance(): VideoGlance | undefined;
  /** What a page can show of it while it is started: in a browser a MediaStream. */
  readonly preview: unknown;
  /** Releases the source. Harmless when it is not started. */
  stop(): void;
}
