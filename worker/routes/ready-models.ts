import * as z from "zod";
import { AppError } from "../../shared/errors/app-error.ts";
import type { Env } from "../env.ts";
import { LOCAL, localHealthUrl } from "../gateway/providers/registry.ts";
import { HTTP_LIMITS } from "../limits.ts";

/** What the embedded server's `GET /health` says of its models. */
const LocalHealth = z.object({
  models: z.record(z.string(), z.object({ state: z.string() })),
});

/** States in which a model answers; an idle one starts when it is first asked. */
const READY: ReadonlySet<string> = new Set(["ready", "idle"]);

/**
 * Tells which models can answer. The embedded server is asked once, and only where one of `names`
 * (`provider/model`) is its; one that doesn't answer in time has no ready models. Models of other providers
 * count as ready.
 */
export async function readyModels(
  env: Env,
  names: readonly string[],
): Promise<(model: string) => boolean> {
  const prefix = `${LOCAL}/`;
  if (!names.some((name) => name.startsWith(prefix))) return () => true;
  const ready = await askLocal(env);
  return (model) => !model.startsWith(prefix) || ready.has(model.slice(prefix.length));
}

async function askLocal(env: Env): Promise<ReadonlySet<string>> {
  try {
    const response = await fetch(localHealthUrl(env), {
      signal: AbortSignal.timeout(HTTP_LIMITS.healthMs),
    });
    const { models } = LocalHealth.parse(await response.json());
    return new Set(
      Object.entries(models).flatMap(([id, { state }]) => (READY.has(state) ? [id] : [])),
    );
  } catch (thrown) {
    // A wrong address is the owner's to mend; a server that doesn't answer is what health is about.
    if (thrown instanceof AppError) throw thrown;
    return new Set();
  }
}
