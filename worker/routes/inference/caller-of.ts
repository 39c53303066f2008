import type { Context } from "hono";
import type { AppEnv } from "../../env.ts";
import type { Caller } from "./open-gateway.ts";

/** The caller that an HTTP request is. Without a platform, in a script, works just run on. */
export function callerOf(context: Context<AppEnv>): Caller {
  let execution: { waitUntil(work: Promise<unknown>): void } | undefined;
  try {
    execution = context.executionCtx;
  } catch {
    // hono throws where none was given.
  }
  return {
    env: context.env,
    waitUntil: (work) =>
      execution === undefined ? void work.catch(() => undefined) : execution.waitUntil(work),
  };
}
