import type { Environment } from "./environment.ts";
import type { ResolvedModel } from "./model-name.ts";
import { resolveModel } from "./model-name.ts";
import type { Task } from "./run-types.ts";
import { resolveStage, stageOfTask } from "./stages.ts";

/** One try at a request; {@link ./race.ts runAttempts} goes through them in order. */
export type Attempt = ResolvedModel;

/** What decides the attempts. */
export interface PlanRequest {
  readonly task: Task;
  /** `provider/model`; absent: the stage's own. */
  readonly model?: string | undefined;
}

/**
 * The attempts for a request, best first, never none. For now there is one: whoever names a model
 * gets that model, and a fallback that costs something else or answers worse must be asked for.
 * Throws AppError `bad_input` as {@link resolveModel} does.
 */
export function plan(request: PlanRequest, env: Environment): readonly [Attempt, ...Attempt[]] {
  if (request.model !== undefined) return [resolveModel(request.model, request.task, env, "model")];
  const stage = resolveStage(stageOfTask(request.task), env);
  return [resolveModel(stage.model, request.task, env, "model")];
}
