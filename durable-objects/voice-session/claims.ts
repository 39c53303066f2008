import * as z from "zod/mini";
import { AppError } from "../../shared/errors/app-error.ts";

/** The header in which the Worker hands the verified token's claims on; clients can't set it. */
export const CLAIMS_HEADER = "x-parley-claims";

const Claims = z.object({
  session: z.string(),
  agent: z.string(),
  /** Whose conversation it is, where the server that opened it has said so. */
  user: z.optional(z.string()),
  /** The token's own id: it opens one socket. */
  jti: z.string(),
  /** Seconds since the epoch. */
  exp: z.number(),
});

/** What a token says of the socket that it opens. */
export type Claims = z.infer<typeof Claims>;

/**
 * Reads the claims that the Worker has verified.
 * @throws AppError `unauthorized` where they are missing: the object was not reached through it.
 */
export function readClaims(headers: Headers): Claims {
  const value = headers.get(CLAIMS_HEADER);
  if (value !== null) {
    const json: unknown = JSON.parse(atob(value.replaceAll("-", "+").replaceAll("_", "/")));
    const claims = z.safeParse(Claims, json);
    if (claims.success) return claims.data;
  }
  throw new AppError("unauthorized", "The socket has no verified token.");
}
