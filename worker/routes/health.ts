import { Hono } from "hono";
import { AGENTS } from "../agents/registry.ts";
import type { AppEnv } from "../env.ts";
import type { StageName } from "../gateway/stages.ts";
import { resolveStages } from "../gateway/stages.ts";
import { DATA_HEADERS } from "../middleware/security-headers.ts";
import { readyLocalModels } from "./local-health.ts";

/** One stage as `GET /health` shows it. */
interface StageHealth {
  readonly model: string;
  readonly why: string;
  readonly ready: boolean;
}

/**
 * `GET /health`: which model serves each stage of the default agent, why, and whether it can answer
 * now. 200 when all can, else 503. Only the embedded server is asked; a provider with a key counts
 * as ready, as asking it would cost money.
 */
export const health = new Hono<AppEnv>().get("/", async ({ env }) => {
  const stages = resolveStages(env, AGENTS[0].models);
  const ready = await readyLocalModels(env, Object.values(stages));
  const shown = Object.fromEntries(
    (Object.entries(stages) as [StageName, (typeof stages)[StageName]][]).map(
      ([name, { model, why }]) => [name, { model, why, ready: ready(model) }],
    ),
  ) as Record<StageName, StageHealth>;
  const ok = Object.values(shown).every((stage) => stage.ready);
  return Response.json(
    { status: ok ? "ok" : "starting", stages: shown },
    { status: ok ? 200 : 503, headers: DATA_HEADERS },
  );
});
