import { Hono } from "hono";
import { AppError } from "../../shared/errors/app-error.ts";
import { AGENTS } from "../agents/registry.ts";
import type { AppEnv, Env } from "../env.ts";
import { createGuardsOf } from "../gateway/guards-of.ts";
import { plan } from "../gateway/plan.ts";
import { isRoute } from "../gateway/routes/route-name.ts";
import { createRoutes } from "../gateway/routes/routes.ts";
import type { Stage, StageName } from "../gateway/stages.ts";
import { resolveStages, STAGES, modelsAsked } from "../gateway/stages.ts";
import { GUARDS } from "../guards/registry.ts";
import { errorBody } from "../middleware/error-response.ts";
import { DATA_HEADERS } from "../middleware/security-headers.ts";
import { readyModels } from "./ready-models.ts";

/** A prompt without anything in it. */
const EMPTY = { messages: [] };

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
    createGuardsOf(env, GUARDS)({ task: "text", input: EMPTY });
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
  const [listen, think, speak, see] = await Promise.all(
    (["listen", "think", "speak", "see"] as const).map(async (stage) => {
      const { model } = stages[stage];
      const names = isRoute(model)
        ? await routeModels(env, stage, model)
        : plan({ task: STAGES[stage].task, ...modelsAsked(models[stage]) }, env).map(
            ({ name }) => name,
          );
      return { ...stages[stage], names };
    }),
  );
  const all = [listen, think, speak, see].flatMap((stage) => stage?.names ?? []);
  const isReady = await readyModels(env, all);
  const show = (stage: NamedStage | undefined): StageHealth => {
    const { model, why, names } = stage as NamedStage;
    const serving = names.find(isReady);
    if (isRoute(model)) return { model, why, ready: serving !== undefined || names.length === 0 };
    if (serving === undefined || serving === model) return { model, why, ready: serving === model };
    return { model: serving, why: `${why} It stands in for ${model}.`, ready: true };
  };
  return { listen: show(listen), think: show(think), speak: show(speak), see: show(see) };
}

/** A stage, and the models that may serve it as `provider/model`. */
interface NamedStage extends Stage {
  readonly names: readonly string[];
}

/**
 * The models that a conversation of the default agent would be led to; none where the route lets
 * nobody through now. Throws AppError `bad_input` naming the stage's variable where it isn't there.
 */
async function routeModels(env: Env, stage: StageName, model: string): Promise<readonly string[]> {
  const { task, variable } = STAGES[stage];
  const request = { task, model, metadata: { agent: AGENTS[0].name, stage }, input: EMPTY };
  try {
    const routed = await createRoutes(env).look(request);
    return plan({ task, routed }, env).map(({ name }) => name);
  } catch (thrown) {
    const error = AppError.from(thrown);
    if (error.code === "rate_limited" || error.code === "forbidden") return [];
    const field = AGENTS[0].models?.[stage] === undefined ? variable : `models.${stage}`;
    throw new AppError("bad_input", `${field}: ${error.message}`, { field, cause: thrown });
  }
}
