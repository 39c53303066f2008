/**
 * WebSocket close codes of Parley, in the range that RFC 6455 leaves to applications.
 * `reconnect` tells a client whether another attempt (with a fresh token) makes sense.
 */
export const CLOSE_CODES = {
  bad_handshake: { code: 4400, reconnect: false },
  unauthorized: { code: 4401, reconnect: false },
  idle: { code: 4408, reconnect: false },
  replaced: { code: 4409, reconnect: false },
  too_much: { code: 4429, reconnect: false },
} as const;

/** Standard codes after which a client reconnects: going away, abnormal, error, restart, try later. */
export const RECONNECT_CODES: ReadonlySet<number> = new Set([1001, 1005, 1006, 1011, 1012, 1013]);
