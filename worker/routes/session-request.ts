import { SUBPROTOCOL } from "../../shared/protocol/version.ts";
import { CLAIMS_HEADER, encodeClaims } from "../tokens/claims-header.ts";
import type { SessionClaims } from "../tokens/session-token.ts";

/** Headers of the caller that the session's object gets to see. */
const PASSED = ["upgrade", "sec-websocket-key", "sec-websocket-version", "accept"];

/**
 * The request that goes to a session's object. It is built from nothing: partyserver believes
 * `x-partykit-…` headers and a `_pk` in the query, and the object believes `x-parley-…`, so a
 * caller's headers and query never get that far, nor do its credentials.
 */
export function sessionRequest(request: Request, claims?: SessionClaims): Request {
  const headers = new Headers();
  for (const name of PASSED) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  if (claims !== undefined) {
    headers.set(CLAIMS_HEADER, encodeClaims(claims));
    headers.set("sec-websocket-protocol", SUBPROTOCOL);
  }
  const url = new URL(request.url);
  return new Request(`${url.origin}${url.pathname}`, { method: request.method, headers });
}
