import { Hono } from "hono";
import { AppError } from "../../shared/errors/app-error.ts";
import { AGENTS } from "../agents/registry.ts";
import type { AppEnv } from "../env.ts";
import type { Stage, StageName } from "../gateway/stages.ts";
import { resolveStages } from "../gateway/stages.ts";
import { errorBody } from "../middleware/error-response.ts";
import { DATA_HEADERS } from "../middleware/security-headers.ts";
import { readyModels } from "./ready-models.ts";

/** One stage as `GET /health` shows it. */
interface StageHealth {
  readonly model: string;
  readonly why: string;
  readonly ready: boolean;
}

/**
 * `GET /health`: which model serves each stage of the default agent, why, and whether it can answer
 * now. 200 when all can, else 503; a variable that is wrong makes it `failed`, with the error that
 * every conversation would get. Only the embedded server is asked; a provider with a key counts as
 * ready, as asking it would cost money.
 */
export const health = new Hono<AppEnv>().get("/", async ({ env }) => {
  try {
    const stages = resolveStages(env, AGENTS[0].models);
    const isReady = await readyModels(env, Object.values(stages));
    const shown = mapStages(stages, ({ model, why }) => ({ model, why, ready: isReady(model) }));
    const ok = Object.values(shown).every((stage) => stage.ready);
    return answer(ok ? 200 : 503, { status: ok ? "ok" : "starting", stages: shown });
  } catch (thrown) {
    return answer(503, { status: "failed", error: errorBody(AppError.from(thrown)) });
  }
});

function answer(status: number, body: object): Response {
  return Response.json(body, { status, headers: DATA_HEADERS });
}

function mapStages(
  stages: Readonly<Record<StageName, Stage>>,
  show: (stage: Stage) => StageHealth,
): Readonly<Record<StageName, StageHealth>> {
  const { listen, think, speak, see } = stages;
  return { listen: show(listen), think: show(think), speak: show(speak), see: show(see) };
}
