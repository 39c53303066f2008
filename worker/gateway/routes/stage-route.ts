import type { Environment } from "../environment.ts";
import { variable } from "../environment.ts";
import type { Gateway, RunRequest, Task } from "../run-types.ts";
import { STAGES, stageOfTask } from "../stages.ts";
import { isRoute } from "./route-name.ts";

/** A gateway whose requests without a model go through the dynamic route that their stage names. */
export function createStagedGateway(inner: Gateway, env: Environment): Gateway {
  return {
    sees: (model) => inner.sees(model ?? stageRoute("text", env)),
    run: (request) => inner.run(withStageRoute(request, env)),
  };
}

/** The request with its stage's dynamic route as its model, where nothing else says who serves it. */
export function withStageRoute<T extends Task>(
  request: RunRequest<T>,
  env: Environment,
): RunRequest<T> {
  const { task, model, models = [], route, routed } = request;
  if (model !== undefined || models.length > 0 || route !== undefined || routed !== undefined)
    return request;
  const chosen = stageRoute(task, env);
  return chosen === undefined ? request : { ...request, model: chosen };
}

/** `dynamic/<route>` where the variable of a task's stage names one. */
function stageRoute(task: Task, env: Environment): string | undefined {
  const stage = stageOfTask(task);
  const named = stage === undefined ? undefined : variable(env, STAGES[stage].variable);
  return isRoute(named) ? named : undefined;
}
