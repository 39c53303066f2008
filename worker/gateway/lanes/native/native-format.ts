import type { AppError } from "../../../../shared/errors/app-error.ts";

/** Formats in which a provider may be asked with the caller's own bytes. */
export type NativeFormat =
  | "openai-chat"
  | "openai-responses"
  | "openai-speech"
  | "openai-transcriptions"
  | "anthropic-messages";

/** Paths of the formats below a provider's address. */
export const NATIVE_PATHS: Readonly<Record<NativeFormat, string>> = {
  "openai-chat": "/chat/completions",
  "openai-responses": "/responses",
  "openai-speech": "/audio/speech",
  "openai-transcriptions": "/audio/transcriptions",
  "anthropic-messages": "/messages",
};

/** A request that a provider of its format may get as it is, but for the model's name. */
export interface NativeRequest {
  readonly format: NativeFormat;
  /** JSON, or a form with a recording. */
  readonly body: Readonly<Record<string, unknown>> | FormData;
  /** Headers of the caller that belong to the format. */
  readonly headers: Readonly<Record<string, string>>;
  /** The first field that no other lane can carry. */
  readonly nativeOnly: string | undefined;
  /** What the format says inside a stream that broke; absent where it has no words for it. */
  readonly broken?: (error: AppError) => string;
}
