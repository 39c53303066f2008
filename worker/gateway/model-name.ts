import { AppError } from "../../shared/errors/app-error.ts";
import type { Environment } from "./environment.ts";
import type { Provider } from "./providers/provider.ts";
import { PROVIDERS, providerByName } from "./providers/registry.ts";
import type { Task } from "./run-types.ts";

/** A model and the provider that serves it. */
export interface ResolvedModel {
  readonly provider: Provider;
  /** The provider's own id of the model; it may hold slashes itself. */
  readonly model: string;
  /** `provider/model`. */
  readonly name: string;
}

/**
 * Reads `provider/model`. Throws AppError `bad_input`, naming `field`, when there is no such
 * provider, when it does not do `task`, or when it can't be called in this environment.
 */
export function resolveModel(
  name: string,
  task: Task,
  env: Environment,
  field: string,
): ResolvedModel {
  const fail = (sentence: string): never => {
    throw new AppError("bad_input", `${field}: ${sentence}`, { field });
  };
  const slash = name.indexOf("/");
  if (slash <= 0 || slash === name.length - 1)
    return fail(`a model is written provider/model; known providers are ${providersFor(task)}.`);
  const provider = providerByName(name.slice(0, slash));
  if (provider === undefined)
    return fail(`there is no such provider; known for ${task} are ${providersFor(task)}.`);
  if (provider.tasks[task] === undefined)
    return fail(
      `provider ${provider.name} does no ${task}; known for it are ${providersFor(task)}.`,
    );
  const availability = provider.availability(env);
  if (!availability.available)
    return fail(`provider ${provider.name} needs ${availability.missing}, which is not set.`);
  return { provider, model: name.slice(slash + 1), name };
}

function providersFor(task: Task): string {
  return PROVIDERS.filter((provider) => provider.tasks[task] !== undefined)
    .map((provider) => provider.name)
    .join(", ");
}
