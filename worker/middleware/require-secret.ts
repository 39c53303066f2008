import type { MiddlewareHandler } from "hono";
import { AppError } from "../../shared/errors/app-error.ts";
import type { AppEnv } from "../env.ts";
import { HTTP_LIMITS } from "../limits.ts";

/** Answers every request with 500 until there is a secret to sign with. There is no way around. */
export const requireSecret: MiddlewareHandler<AppEnv> = async (context, next) => {
  secretOf(context.env);
  await next();
};

/** The secret. Throws AppError `internal`, which says what to set, when there is no proper one. */
export function secretOf(env: AppEnv["Bindings"]): string {
  const secret = env.PARLEY_SECRET;
  if (typeof secret === "string" && secret.length >= HTTP_LIMITS.secretLength) return secret;
  throw new AppError(
    "internal",
    `PARLEY_SECRET is ${secret ? "too short" : "missing"}: set it to 32 random bytes in base64url (at least ${HTTP_LIMITS.secretLength} characters).`,
    { retryable: false },
  );
}
