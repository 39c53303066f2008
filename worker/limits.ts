/** Every limit of the HTTP routes, in one place. */
export const HTTP_LIMITS = {
  /** Shortest PARLEY_SECRET, in characters: 32 bytes in base64url. */
  secretLength: 43,
  /** Largest JSON body, in bytes. */
  bodyBytes: 4 * 1024,
  /** Longest `Authorization` and token that are looked at, in characters. */
  credentialLength: 4 * 1024,
  /** Longest wait for the embedded model server's health, in milliseconds. */
  healthMs: 1_500,
  /** Time that a browser may remember the answer to a preflight, in seconds. */
  preflightSeconds: 600,
} as const;
