import { AppError } from "../../../shared/errors/app-error.ts";
import type { Env } from "../../env.ts";
import { HTTP_LIMITS } from "../../limits.ts";
import { keyKindOf } from "../../middleware/credentials.ts";

/** Headers in which clients of the formats send a key alone. */
const KEY_HEADERS = ["x-api-key", "api-key"];

/**
 * Lets through who has the server key (`sk_…`): as `Authorization: Bearer`, or in the headers that
 * Anthropic's and Azure's clients use. Throws AppError `unauthorized`, and `forbidden` for the
 * publishable key, which any page may know.
 */
export async function requireApiKey(request: Request, env: Env): Promise<void> {
  const kind = await keyKindOf(credentialOf(request.headers), env);
  if (kind !== "server")
    throw new AppError("forbidden", "The publishable key opens sessions alone.");
}

function credentialOf(headers: Headers): string {
  const bearer = /^Bearer ([\x21-\x7e]+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  const credential =
    bearer ?? KEY_HEADERS.map((name) => headers.get(name)).find((value) => value !== null);
  if (!credential || credential.length > HTTP_LIMITS.credentialLength)
    throw new AppError("unauthorized", "Send a key as Authorization: Bearer, or as x-api-key.");
  return credential;
}
