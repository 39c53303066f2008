import type { Context } from "hono";
import type { AppEnv, Env } from "../../env.ts";
import type { Caller } from "./open-gateway.ts";

/** What the platform gives a request besides its variables. */
export interface Execution {
  waitUntil(work: Promise<unknown>): void;
}

/** The caller that an HTTP request is. */
export function callerOf(context: Context<AppEnv>): Caller {
  let execution: Execution | undefined;
  try {
    execution = context.executionCtx;
  } catch {
    // hono throws where none was given.
  }
  return callerIn(context.env, execution);
}

/** A caller of this environment. Without a platform, in a script, works just run on. */
export function callerIn(env: Env, execution: Execution | undefined): Caller {
  return {
    env,
    waitUntil: (work) =>
      execution === undefined ? void work.catch(() => undefined) : execution.waitUntil(work),
  };
}
