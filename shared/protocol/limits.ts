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
  /** Largest picture of a camera or a shared screen, in bytes. */
  liveImageBytes: 256 * 1024,
  /** Shortest time between two of them from one source, on the average, in milliseconds. */
  liveImageMs: 1_000,
  /** So many of one source may come at once, when the network held them back. */
  liveImageBurst: 10,
  /** The newest ones of the conversation that a model that sees still gets as pictures. */
  liveImagesSeen: 2,
  /** The newest ones of the conversation whose bytes are kept. */
  liveImagesKept: 20,
  /** Shortest time between two looks of the vision models at them, in milliseconds. */
  liveLookMs: 1_500,
  /** How long after a sign of the user's voice they are looked at as they come, in milliseconds. */
  liveLookingMs: 8_000,
  /** Longest wait of an answer for a look that is under way, in milliseconds. */
  liveWaitMs: 8_000,
  /** Messages of the history that are looked at for a prompt, whatever the model's window. */
  contextMessages: 300,
  /** Window of a language model of which none is known, in tokens. */
  contextTokens: 8_000,
  /** The most of a model's window that a conversation fills, in tokens: long prompts answer late. */
  contextMostTokens: 32_000,
  /** Things that the user says during which a model that sees gets a picture itself. */
  pictureTurns: 4,
  /** Longest summary of what a conversation's window has no room for, in tokens. */
  summaryTokens: 400,
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
  /** Time after which something is said while a tool runs, in milliseconds. */
  fillerMs: 700,
  /** Tools that a client may offer. */
  clientTools: 16,
  /** A client tool's parameters, as JSON, in UTF-16 code units. */
  toolParametersLength: 4_096,
  /** Time that a client has to run one of its tools, in milliseconds. */
  clientToolMs: 20_000,
  /** Result of a client's tool, as JSON, in UTF-16 code units. */
  toolResultLength: 16_384,
  /** Time that a person has to allow a tool, in milliseconds. */
  approvalMs: 60_000,
  /** Tools of one conversation that may run in the background at once. */
  backgroundTools: 4,
  /** Time of a tool in the background, in milliseconds. */
  backgroundToolMs: 600_000,
  /** Longest reply, in UTF-16 code units. */
  replyLength: 4_000,
  /** Audio of a reply that is kept for a client that may come back, in milliseconds. */
  keptReplyMs: 120_000,
  /** Audio that the server sends ahead of what the client has played, in milliseconds. */
  audioAheadMs: 1_500,
  /** A client token's life, in seconds. */
  tokenSeconds: 60,
} as const;
