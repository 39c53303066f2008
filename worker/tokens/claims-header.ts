import { base64url } from "jose";
import type { SessionClaims } from "./session-token.ts";

/**
 * How verified claims travel from the Worker to the session's object: base64url of their JSON. The
 * Worker builds the object's request anew with headers from a list of its own, so nothing from
 * outside gets here.
 */
export const CLAIMS_HEADER = "x-parley-claims";

export function encodeClaims(claims: SessionClaims): string {
  return base64url.encode(JSON.stringify(claims));
}
