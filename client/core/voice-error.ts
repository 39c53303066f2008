import type { ErrorCode } from "../../shared/errors/error-codes.ts";

/** What only a client can run into; everything else has the server's code. */
export type ClientErrorCode =
  | "connection_failed"
  | "connection_lost"
  | "connection_closed"
  | "microphone_failed"
  | "playback_failed"
  | "camera_failed"
  | "screen_failed"
  | "image_failed";

/** Where it failed: a stage of the server's turn, or a part of the client. */
export type ErrorStage =
  | "listen"
  | "think"
  | "speak"
  | "see"
  | "connection"
  | "microphone"
  | "playback"
  | "image"
  | "camera"
  | "screen"
  | "tool";

/** Why a microphone, a camera or a screen could not be opened, in words that every platform's errors are mapped to. */
export type DeviceReason =
  | "blocked"
  | "already-in-use"
  | "not-found"
  | "invalid-constraints"
  | "not-supported"
  | "unknown";

/** What a {@link VoiceError} may carry besides its code and sentence. */
export interface VoiceErrorOptions {
  readonly stage: ErrorStage;
  /** Whether the same thing may succeed later without the user changing anything. */
  readonly retryable?: boolean;
  /** Only with `microphone_failed`, `camera_failed` and `screen_failed`. */
  readonly reason?: DeviceReason;
  /** The HTTP status or the WebSocket close code behind it. */
  readonly status?: number;
  readonly cause?: unknown;
}

/** The one error of the client: thrown by its methods, and carried by the `error` event. */
export class VoiceError extends Error {
  override readonly name = "VoiceError";
  readonly code: ErrorCode | ClientErrorCode;
  readonly stage: ErrorStage;
  readonly retryable: boolean;
  readonly reason: DeviceReason | undefined;
  readonly status: number | undefined;

  constructor(code: ErrorCode | ClientErrorCode, message: string, options: VoiceErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.stage = options.stage;
    this.retryable = options.retryable ?? false;
    this.reason = options.reason;
    this.status = options.status;
  }

  /** Turns anything thrown into a VoiceError of the given stage. */
  static from(thrown: unknown, code: ClientErrorCode, stage: ErrorStage): VoiceError {
    if (thrown instanceof VoiceError) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new VoiceError(code, message, { stage, cause: thrown });
  }
}
