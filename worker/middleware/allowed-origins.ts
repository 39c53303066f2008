import type { MiddlewareHandler } from "hono";
import { AppError } from "../../shared/errors/app-error.ts";
import type { AppEnv } from "../env.ts";
import { HTTP_LIMITS } from "../limits.ts";

/** The origins of PARLEY_ORIGINS, as they are written. `*` and `null` list nobody. */
export function allowedOrigins(list: string | undefined): ReadonlySet<string> {
  const origins = (list ?? "").split(",").map((origin) => origin.trim());
  return new Set(origins.filter((origin) => /^https?:\/\/[^/*\s]+$/.test(origin)));
}

/** Whether a request's Origin is listed, letter by letter. */
export function isAllowedOrigin(env: AppEnv["Bindings"], origin: string | undefined): boolean {
  return origin !== undefined && allowedOrigins(env.PARLEY_ORIGINS).has(origin);
}

/**
 * Lets pages of listed origins read the answers (CORS), and answers their preflights. Others get no
 * such header: what they may do is decided by the key, not here.
 */
export const crossOrigin: MiddlewareHandler<AppEnv> = async (context, next) => {
  const origin = context.req.header("origin");
  const allowed = isAllowedOrigin(context.env, origin);
  if (context.req.method === "OPTIONS") {
    if (!allowed) throw new AppError("origin_refused", "This origin is not listed.");
    return new Response(null, {
      status: 204,
      headers: {
        ...originHeaders(origin ?? ""),
        "access-control-allow-methods": "GET, POST, DELETE",
        "access-control-allow-headers": "authorization, content-type",
        "access-control-max-age": String(HTTP_LIMITS.preflightSeconds),
      },
    });
  }
  await next();
  // A response that switches protocols carries its socket, and copying it to add headers loses that.
  if (!allowed || origin === undefined || context.res.status === 101) return;
  for (const [name, value] of Object.entries(originHeaders(origin))) context.header(name, value);
};

function originHeaders(origin: string): Record<string, string> {
  return { "access-control-allow-origin": origin, vary: "Origin" };
}
