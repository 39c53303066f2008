import type { Environment } from "./environment.ts";
import type { ResolvedModel } from "./model-name.ts";
import { resolveModel } from "./model-name.ts";
import type { Task } from "./run-types.ts";
import { isChosen, resolveStage, stageOfTask } from "./stages.ts";

/** One try at a request; {@link ./race.ts runAttempts} goes through them in order. */
export type Attempt = ResolvedModel;

/** What decides the attempts. */
export interface PlanRequest {
  readonly task: Task;
  /** `provider/model`; absent: the stage's own. */
  readonly model?: string | undefined;
}

/**
 * The attempts for a request, best first, never none. Whoever names a model gets that model and no
 * other: a fallback that costs something else or answers worse must be asked for. A stage that
 * nobody chose a model for has its provider's stand-ins behind the default.
 * Throws AppError `bad_input` as {@link resolveModel} does.
 */
export function plan(request: PlanRequest, env: Environment): readonly [Attempt, ...Attempt[]] {
  const { task, model } = request;
  if (model !== undefined) return [resolveModel(model, task, env, "model")];
  const stage = stageOfTask(task);
  const first = resolveModel(resolveStage(stage, env).model, task, env, "model");
  if (isChosen(stage, env)) return [first];
  const { provider } = first;
  const standIns = (provider.standIns[task] ?? []).map((id) =>
    resolveModel(`${provider.name}/${id}`, task, env, "model"),
  );
  return [first, ...standIns];
}
