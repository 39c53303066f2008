/** Every limit of the speech models, once. */

/** The longest recording of one transcription, in seconds. */
export const MAX_AUDIO_SECONDS = 30;
/** The longest text of one speech request, in characters. */
export const MAX_SPEECH_CHARACTERS = 4096;
/** Shorter audio than this holds no word (seconds); the model would only invent one. */
export const MIN_AUDIO_SECONDS = 0.1;
/** Sample rates that a recording may have, in hertz. */
export const MIN_INPUT_RATE = 8000;
export const MAX_INPUT_RATE = 192_000;
/** Limits of `speed`, as OpenAI's. */
export const MIN_SPEED = 0.25;
export const MAX_SPEED = 4;
/** Transcriptions: one at a time, because two at once would only slow each other down. */
export const TRANSCRIBE_QUEUE = { running: 1, waiting: 8 } as const;
/** Speech: several take turns piece by piece, so that a long answer delays nobody's first sound. */
export const SPEAK_QUEUE = { running: 4, waiting: 8 } as const;
