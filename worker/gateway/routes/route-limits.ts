/** Every limit of dynamic routes, in one place. */
export const ROUTE_LIMITS = {
  /** Longest name of a route, and longest id of an element, in characters. */
  nameLength: 64,
  /** Elements of one route. */
  elements: 64,
  /** Branches of one percentage element besides `else`; Cloudflare's own limit. */
  branches: 5,
  /** How deep conditions may lie in each other, and the tests of one element. */
  conditionDepth: 8,
  tests: 128,
  /** Values of one `$in` or `$nin`. */
  values: 256,
  /** Longest text in a condition, and longest path of a field, in UTF-16 code units. */
  textLength: 1024,
  pathLength: 256,
  /** Longest pattern in UTF-16 code units, and instructions of its program. */
  patternLength: 256,
  instructions: 1024,
  /** Values looked at and steps of patterns for one request; with more it is refused. */
  work: 2_000_000,
  /** Longest time to a model's first event that a route may set, in milliseconds. */
  timeoutMs: 600_000,
  /** Tries of one model after the first. */
  retries: 5,
  /** Longest interval of a limit, in seconds: 31 days. */
  interval: 31 * 24 * 3600,
  /** Most requests, or US dollars, in an interval. */
  limit: 1_000_000_000,
  /** Longest key of a counter that is kept as it is, in characters; a longer one as its digest. */
  keyLength: 128,
} as const;
