import { errors, jwtVerify, SignJWT } from "jose";
import * as z from "zod";
import { AppError } from "../../shared/errors/app-error.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import { deriveKey } from "./derive-key.ts";
import { isSessionId, randomText } from "./session-id.ts";

/** What a token lets its bearer do: open one session's socket, once, soon. */
export interface SessionClaims {
  readonly session: string;
  readonly agent: string;
  /** Whose session it is, where a server has said so. */
  readonly user?: string;
  /** The page's origin; absent for a token that a server took for a client without one. */
  readonly origin?: string;
  /** The token's own id; the session's object spends it. */
  readonly jti: string;
  /** When it expires, in seconds since the epoch. */
  readonly exp: number;
  /** The conversation was there before. */
  readonly resume?: true;
}

/** A new token with its claims. */
export interface MintedToken {
  readonly token: string;
  readonly claims: SessionClaims;
}

const AUDIENCE = "parley/session";
/** Bytes of a token's id. */
const JTI_BYTES = 16;

const Payload = z.object({
  sub: z.string().refine(isSessionId),
  agent: z.string(),
  user: z.string().optional(),
  origin: z.string().optional(),
  jti: z.string().min(1).max(64),
  iat: z.number(),
  exp: z.number(),
  resume: z.literal(true).optional(),
});

/** Signs a token (JWT, HS256) that lives {@link LIMITS.tokenSeconds} from `now` (milliseconds). */
export async function mintToken(
  secret: string,
  grant: Omit<SessionClaims, "jti" | "exp">,
  now: number,
): Promise<MintedToken> {
  const issued = Math.floor(now / 1000);
  const claims: SessionClaims = {
    ...grant,
    jti: randomText(JTI_BYTES),
    exp: issued + LIMITS.tokenSeconds,
  };
  const { session, jti, exp, ...rest } = claims;
  const token = await new SignJWT({ ...rest })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(session)
    .setAudience(AUDIENCE)
    .setJti(jti)
    .setIssuedAt(issued)
    .setExpirationTime(exp)
    .sign(await deriveKey(secret, "token"));
  return { token, claims };
}

/**
 * Checks a token's signature and time. Throws AppError `token_expired`, or `unauthorized` for
 * anything else. That it was not used before is for the session's object to find out.
 */
export async function verifyToken(
  secret: string,
  token: string,
  now: number,
): Promise<SessionClaims> {
  const payload = Payload.safeParse(await verifiedPayload(secret, token, now));
  if (!payload.success || payload.data.exp - payload.data.iat > LIMITS.tokenSeconds)
    throw new AppError("unauthorized", "The token is not valid.");
  const { sub, agent, user, origin, jti, exp, resume } = payload.data;
  return {
    session: sub,
    agent,
    jti,
    exp,
    ...(user === undefined ? {} : { user }),
    ...(origin === undefined ? {} : { origin }),
    ...(resume === undefined ? {} : { resume }),
  };
}

async function verifiedPayload(secret: string, token: string, now: number): Promise<unknown> {
  try {
    const verified = await jwtVerify(token, await deriveKey(secret, "token"), {
      algorithms: ["HS256"],
      audience: AUDIENCE,
      currentDate: new Date(now),
    });
    return verified.payload;
  } catch (cause) {
    if (cause instanceof errors.JWTExpired)
      throw new AppError("token_expired", "The token has expired.", { cause });
    throw new AppError("unauthorized", "The token is not valid.", { cause });
  }
}
