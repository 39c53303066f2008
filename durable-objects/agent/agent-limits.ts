/** Every limit of the durable agent, in one place. */
export const AGENT_LIMITS = {
  /** Time that a session waits at most, when a client connects, for what is known, in milliseconds. */
  beginMs: 250,
  /** What a session keeps of it for its next life, as JSON, in UTF-16 code units. */
  beginningLength: 262_144,
  /** Longest id of a user, in characters. */
  userLength: 128,
  /** Sessions of one user of which it is remembered that they were this user's. */
  sessions: 100,

  /** Facts about one user; a further one takes the place of the oldest. */
  facts: 40,
  /** Longest fact, in UTF-16 code units. */
  factLength: 200,
  /** What a prompt holds of facts, in UTF-16 code units; the newest come first. */
  briefingLength: 3_000,
  /** Age after which a conversation that goes on is told anew what is remembered, in milliseconds. */
  briefingMs: 3_600_000,

  /** Rest after which a session that was left counts as over, in seconds. */
  overSeconds: 30,
  /** What is read of a session that is over, in UTF-16 code units; the end of it counts. */
  transcriptLength: 16_000,
  /** Longest answer of the model that reads it, in tokens. */
  extractTokens: 300,
  /** Facts that are taken from one session. */
  extractFacts: 8,
  /** Longest summary of a session, in UTF-16 code units. */
  summaryLength: 400,

  /** Follow-ups of one user that are not told yet. */
  followUps: 30,
  /** Longest note of a follow-up, in UTF-16 code units. */
  noteLength: 300,
  /** The latest time of a follow-up from now, in milliseconds: a year. */
  followUpMs: 366 * 24 * 3_600_000,

  /** Tools that are taken of one MCP server. */
  mcpTools: 32,
  /** Longest name of a tool, in characters; what providers of models take. */
  toolNameLength: 64,
  /** Longest description of a tool, in UTF-16 code units. */
  toolDescriptionLength: 1_024,
  /** A tool's JSON schema, as JSON, in UTF-16 code units. */
  toolSchemaLength: 8_192,
  /** What is taken of a tool's result, in UTF-16 code units. */
  toolResultLength: 8_000,
  /** Time for connecting to an MCP server and listing its tools, in milliseconds. */
  mcpListMs: 5_000,
  /** Time of a call, connecting included; below what a session grants a tool. */
  mcpCallMs: 12_000,
  /** Rest after which connections to MCP servers are given up, in milliseconds. */
  mcpIdleMs: 300_000,
  /** Age after which a list of tools is asked for again, in milliseconds. */
  mcpListAgeMs: 300_000,
  /** Time after which a server that was down is tried again, in milliseconds. */
  mcpDownMs: 30_000,

  /** Sockets of clients that watch one agent's state. */
  watchers: 16,
  /** Messages that they may send together in a minute, and the longest one in UTF-16 code units. */
  watcherMessages: 60,
  watcherMessageLength: 4_096,
} as const;
