/** The version of the wire protocol that this source speaks. A server refuses any other. */
export const PROTOCOL_VERSION = 1;

/** The WebSocket subprotocol that a client offers and the server selects. */
export const SUBPROTOCOL = "parley.v1";

/**
 * A client offers its token as a second subprotocol, `parley.token.<token>`, which the server never
 * selects. A browser's WebSocket takes no headers, and a query string ends up in logs.
 */
export const TOKEN_SUBPROTOCOL_PREFIX = "parley.token.";

/** Sample rate, in hertz, of the microphone's PCM16 mono frames (client → server). */
export const MICROPHONE_RATE = 16_000;

/** Sample rate, in hertz, of the reply's PCM16 mono frames (server → client). */
export const REPLY_RATE = 24_000;
