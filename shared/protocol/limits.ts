/** Every limit of the wire, in one place. Bytes, samples, milliseconds or counts, as named. */
export const LIMITS = {
  /** Longest JSON message, in UTF-16 code units. */
  messageLength: 64 * 1024,
  /** Longest typed text, in UTF-16 code units. */
  textLength: 8_000,
  /** Longest microphone frame, in samples (250 ms at 16 kHz). */
  microphoneFrameSamples: 4_000,
  /** Largest image, in bytes. */
  imageBytes: 4 * 1024 * 1024,
  /** Images that may wait for their text message. */
  pendingImages: 4,
  /** Messages of the history that the model sees. */
  contextMessages: 40,
  /** Messages that the welcome carries. */
  welcomeMessages: 200,
  /** Longest utterance that is transcribed in one piece, in milliseconds. */
  utteranceMs: 20_000,
  /** JSON messages and frames that one socket may send in one second; five kept seconds of microphone come at once after a reconnect. */
  inboundPerSecond: 400,
  /** Bad messages after which a socket is closed with `too_much`. */
  badMessages: 50,
  /** Times that one reply may call tools and think again. */
  toolRounds: 4,
  /** A tool's time, in milliseconds. */
  toolMs: 15_000,
  /** Longest reply, in UTF-16 code units. */
  replyLength: 4_000,
  /** Audio of a reply that is kept for a client that may come back, in milliseconds. */
  keptReplyMs: 120_000,
  /** Audio that the server sends ahead of what the client has played, in milliseconds. */
  audioAheadMs: 1_500,
  /** A client token's life, in seconds. */
  tokenSeconds: 60,
} as const;
