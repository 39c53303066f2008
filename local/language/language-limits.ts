/** Every limit and setting of the embedded language model that is a number. */
export const LANGUAGE_LIMITS = {
  /** Conversations whose prefix stays evaluated; each costs 25 MB of key-value cache. */
  sequences: 3,
  /** Tokens of one conversation: prompt and answer together. */
  contextTokens: 2048,
  /** Prompt tokens evaluated between two looks at the abort signal. */
  promptChunkTokens: 64,
  /** Most threads of the native evaluation, and cores left to the other models. */
  threads: 4,
  coresForOthers: 2,
  /** Answers generated at once, and requests that may wait for their turn. */
  queue: { running: 2, waiting: 8 },
  /** `max_tokens` when the request has none, and the most it may ask for. */
  defaultMaxTokens: 160,
  maxTokens: 1024,
  /** From this share of `max_tokens` on, an answer ends at its next sentence border. */
  softEnd: 0.75,
  /** Messages dropped together when a conversation outgrows the context (rule L7). */
  dropBlock: 4,
  /** Characters of one message, messages of one request, tools of one request. */
  messageChars: 32_000,
  messages: 512,
  tools: 32,
  /** Stop strings of one request, and characters of each (OpenAI's own limit is four). */
  stops: 4,
  stopChars: 64,
  /** Tokens of a tool call's arguments. */
  toolArgumentTokens: 96,
} as const;
