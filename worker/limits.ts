/** Every limit of the HTTP routes, in one place. */
export const HTTP_LIMITS = {
  /** Shortest PARLEY_SECRET, in characters: 32 bytes in base64url. */
  secretLength: 43,
  /** Largest JSON body, in bytes. */
  bodyBytes: 4 * 1024,
  /** Largest JSON body with a dynamic route, in bytes. */
  routeBytes: 256 * 1024,
  /** Longest `Authorization` and token that are looked at, in characters. */
  credentialLength: 4 * 1024,
  /** Longest wait for the embedded model server's health, in milliseconds. */
  healthMs: 1_500,
  /** Time that a browser may remember the answer to a preflight, in seconds. */
  preflightSeconds: 600,
} as const;

/** Every limit of the inference routes, in one place. */
export const INFERENCE_LIMITS = {
  /** Largest JSON body, in bytes; pictures in base64 are what makes them large. */
  bodyBytes: 32 * 1024 * 1024,
  /** Largest upload of a recording, its form included, in bytes. */
  audioBytes: 26 * 1024 * 1024,
  /** Largest text to be spoken, in UTF-16 code units. */
  speechLength: 4096,
  /** Texts of one embeddings request, and their length together in UTF-16 code units. */
  embeddingValues: 2048,
  embeddingLength: 4 * 1024 * 1024,
  /** Pictures of one images request. */
  images: 10,
  /** Longest metadata header, in characters, and the keys in it. */
  metadataLength: 8 * 1024,
  metadataKeys: 64,
  /** Longest time to a run's end that a header may set, in milliseconds. */
  timeoutMs: 600_000,
  /** Most tries per model that a header may set; Cloudflare's own limit. */
  attempts: 5,
  /** Longest time for which an answer may be kept, in seconds: a month, Cloudflare's own limit. */
  cacheSeconds: 30 * 24 * 3600,
  /** UTF-16 code units of a stream that are written ahead of a reader. */
  aheadLength: 64 * 1024,
} as const;
