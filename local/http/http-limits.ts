/** Every limit of the HTTP layer, once. */

/** A JSON body of the chat routes: an 8 MiB image as base64, and text. */
export const MAX_CHAT_BODY_BYTES = 12 * 1024 * 1024;
/** A JSON body of the speech route: 4,096 characters, escaped at worst to six bytes each. */
export const MAX_SPEECH_BODY_BYTES = 64 * 1024;
/** A recording. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;
/** A recording with its multipart frame and the other fields. */
export const MAX_UPLOAD_BYTES = MAX_FILE_BYTES + 64 * 1024;
/** A request has to be complete after this time (milliseconds). */
export const REQUEST_TIMEOUT_MS = 30_000;
