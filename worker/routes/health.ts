import { Hono } from "hono";
import { AppError } from "../../shared/errors/app-error.ts";
import { AGENTS } from "../agents/registry.ts";
import type { AppEnv, Env } from "../env.ts";
import { createGuardsOf } from "../gateway/guards-of.ts";
import { plan } from "../gateway/plan.ts";
import type { StageName } from "../gateway/stages.ts";
import { resolveStages, STAGES } from "../gateway/stages.ts";
import { GUARDS } from "../guards/registry.ts";
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
    // Opening them reads their variables.
    createGuardsOf(env, GUARDS)({ task: "text", input: { messages: [] } });
    const stages = await stagesHealth(env);
    const ok = Object.values(stages).every((stage) => stage.ready);
    return answer(ok ? 200 : 503, { status: ok ? "ok" : "starting", stages });
  } catch (thrown) {
    return answer(503, { status: "failed", error: errorBody(AppError.from(thrown)) });
  }
});

function answer(status: number, body: object): Response {
  return Response.json(body, { status, headers: DATA_HEADERS });
}

async function stagesHealth(env: Env): Promise<Readonly<Record<StageName, StageHealth>>> {
  const { models = {} } = AGENTS[0];
  const stages = resolveStages(env, models);
  const names = (stage: StageName): readonly string[] =>
    plan({ task: STAGES[stage].task, model: models[stage] }, env).map(({ name }) => name);
  const isReady = await readyModels(env, (Object.keys(STAGES) as StageName[]).flatMap(names));
  const show = (stage: StageName): StageHealth => {
    const { model, why } = stages[stage];
    const serving = names(stage).find(isReady);
    if (serving === undefined || serving === model) return { model, why, ready: serving === model };
    return { model: serving, why: `${why} It stands in for ${model}.`, ready: true };
  };
  return {
    listen: show("listen"),
    think: show("think"),
    speak: show("speak"),
    see: show("see"),
  };
}
