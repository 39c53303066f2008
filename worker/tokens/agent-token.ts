import { errors, jwtVerify, SignJWT } from "jose";
import * as z from "zod";
import { AppError } from "../../shared/errors/app-error.ts";
import { LIMITS } from "../../shared/protocol/limits.ts";
import { deriveKey } from "./derive-key.ts";

/** What such a token lets its bearer do: watch one durable agent's state, from one origin, soon. */
export interface AgentClaims {
  /** The object's name. */
  readonly name: string;
  /** The page's origin; absent for a client that has none. */
  readonly origin?: string;
}

const AUDIENCE = "parley/agent";

const Payload = z.object({ sub: z.string(), origin: z.string().optional() });

/**
 * Signs a token (JWT, HS256) that lives {@link LIMITS.tokenSeconds} from `now` (milliseconds). It may
 * be used again within that time, as the SDK's clients come back by themselves with the same query.
 */
export async function mintAgentToken(
  secret: string,
  { name, origin }: AgentClaims,
  now: number,
): Promise<{ readonly token: string; readonly expiresAt: number }> {
  const issued = Math.floor(now / 1000);
  const expires = issued + LIMITS.tokenSeconds;
  const token = await new SignJWT(origin === undefined ? {} : { origin })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(name)
    .setAudience(AUDIENCE)
    .setIssuedAt(issued)
    .setExpirationTime(expires)
    .sign(await deriveKey(secret, "agent"));
  return { token, expiresAt: expires * 1000 };
}

/** Checks a token's signature and time. Throws AppError `token_expired` or `unauthorized`. */
export async function verifyAgentToken(
  secret: string,
  token: string,
  now: number,
): Promise<AgentClaims> {
  try {
    const { payload } = await jwtVerify(token, await deriveKey(secret, "agent"), {
      algorithms: ["HS256"],
      audience: AUDIENCE,
      currentDate: new Date(now),
      requiredClaims: ["exp"],
    });
    const { sub, origin } = Payload.parse(payload);
    return { name: sub, ...(origin === undefined ? {} : { origin }) };
  } catch (cause) {
    if (cause instanceof errors.JWTExpired)
      throw new AppError("token_expired", "The token has expired.", { cause });
    throw new AppError("unauthorized", "The token is not valid.", { cause });
  }
}
