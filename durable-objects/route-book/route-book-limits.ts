/** Every limit of the route book, in one place. */
export const ROUTE_BOOK_LIMITS = {
  /** Routes, and versions of each that are kept. */
  routes: 256,
  versions: 100,
  /** Largest route, as JSON in UTF-16 code units. */
  routeLength: 64 * 1024,
  /** Milliseconds between two deletions of counters whose time is over. */
  sweepMs: 60 * 60_000,
} as const;
