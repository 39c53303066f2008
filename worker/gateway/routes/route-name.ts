import { AppError } from "../../../shared/errors/app-error.ts";
import type { RunRequest, Task } from "../run-types.ts";

const PREFIX = "dynamic/";

/**
 * The name of the route that a request must go through: of its model `dynamic/<route>`, or of
 * `route` where it names no model. Undefined where there is none, or it has been through it.
 * Throws AppError `bad_input` for a route among several models.
 */
export function routeNameOf({
  model,
  models,
  route,
  routed,
}: Pick<RunRequest<Task>, "model" | "models" | "route" | "routed">): string | undefined {
  if (routed !== undefined) return undefined;
  const listed = models?.findIndex((one) => one.startsWith(PREFIX)) ?? -1;
  if (listed >= 0) throw alone(`models.${listed}`);
  if (model?.startsWith(PREFIX) === true) {
    if (models !== undefined && models.length > 0) throw alone("model");
    return model.slice(PREFIX.length);
  }
  return model === undefined && models === undefined ? route : undefined;
}

/** Whether a model's id means a route. */
export function isRoute(model: string | undefined): boolean {
  return model?.startsWith(PREFIX) === true;
}

function alone(field: string): AppError {
  return new AppError("bad_input", `${field}: a dynamic route is asked alone, as model.`, {
    field,
  });
}
