import { AppError } from "../../shared/errors/app-error.ts";
import type { Env } from "../env.ts";
import { HTTP_LIMITS } from "../limits.ts";
import { equalText } from "../tokens/equal-text.ts";
import { isResumeSecret } from "../tokens/resume-secret.ts";
import { secretOf } from "./require-secret.ts";

/** Who asks, as far as keys tell. */
export type KeyKind = "publishable" | "server";

/** The credential of `Authorization: Bearer …`. Throws AppError `unauthorized`. */
export function bearerOf(request: Request): string {
  const header = request.headers.get("authorization") ?? "";
  const credential = /^Bearer ([\x21-\x7e]+)$/i.exec(header)?.[1];
  if (credential === undefined || header.length > HTTP_LIMITS.credentialLength)
    throw new AppError("unauthorized", "Send a key as Authorization: Bearer.");
  return credential;
}

/** Which of the two keys a credential is. Throws AppError `unauthorized`. */
export async function keyKindOf(credential: string, env: Env): Promise<KeyKind> {
  if (isServerKey(credential, env)) return "server";
  if (isKey(credential, env.PARLEY_PUBLISHABLE_KEY, "pk_")) return "publishable";
  throw new AppError("unauthorized", "The key is not known.");
}

/**
 * Lets through who may see a session: the bearer of its resume secret, or of the server key where
 * `serverKey` says so. Throws AppError `unauthorized` without and `forbidden` with a wrong one.
 */
export async function requireSessionAccess(
  request: Request,
  session: string,
  env: Env,
  { serverKey }: { readonly serverKey: boolean },
): Promise<void> {
  const credential = bearerOf(request);
  if (await isResumeSecret(secretOf(env), session, credential)) return;
  if (serverKey && isServerKey(credential, env)) return;
  throw new AppError("forbidden", "This credential doesn't open this session.");
}

/** Whether a credential is the server key. */
export function isServerKey(credential: string, env: Env): boolean {
  return isKey(credential, env.PARLEY_API_KEY, "sk_");
}

/** An unset key, or one without its prefix, is nobody's key. */
function isKey(credential: string, key: string | undefined, prefix: "sk_" | "pk_"): boolean {
  if (key === undefined || !key.startsWith(prefix) || key.length <= prefix.length) return false;
  return equalText(credential, key);
}
