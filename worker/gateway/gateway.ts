import { AppError } from "../../shared/errors/app-error.ts";
import type { Environment } from "./environment.ts";
import type { GatewayLimits } from "./limits.ts";
import { GATEWAY_LIMITS } from "./limits.ts";
import { plan } from "./plan.ts";
import type { Fetch, Provider, ProviderTools } from "./providers/provider.ts";
import type { StartableAttempt } from "./race.ts";
import { runAttempts } from "./race.ts";
import type { Gateway, Run, RunRequest, Task, TaskEvent } from "./run-types.ts";

/** What a gateway takes from the platform; the defaults are the platform's own. */
export interface GatewayOptions {
  readonly fetch?: Fetch;
  readonly limits?: GatewayLimits;
  /** Makes the ids of runs. */
  readonly newId?: () => string;
}

/**
 * The gateway of an environment (the Worker's `env`, or a script's variables). Making one reads
 * nothing: a wrong variable shows at `run`, as AppError `bad_input` that names it. A run asks its
 * model when its events are first read.
 */
export function createGateway(env: Environment, options: GatewayOptions = {}): Gateway {
  const limits = options.limits ?? GATEWAY_LIMITS;
  const tools: ProviderTools = {
    // Workers' fetch must be called as a function of its own, not as a property of another object.
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    limits,
  };
  const newId = options.newId ?? (() => `run_${crypto.randomUUID()}`);
  return {
    run: <T extends Task>(request: RunRequest<T>): Run<T> => {
      const attempts = plan(request, env);
      refuseUnseenImages(request, attempts);
      let model = attempts[0].name;
      const events = runAttempts<TaskEvent[T]>({
        attempts: attempts.map((attempt) =>
          startable(attempt.provider, attempt.model, request, env, tools),
        ),
        firstEventMs: limits.firstEventMs[request.task],
        stallMs: limits.stallMs,
        signal: request.signal,
        onAttempt: (name) => (model = name),
      });
      return {
        id: newId(),
        get model() {
          return model;
        },
        attempts: () => [],
        [Symbol.asyncIterator]: () => events,
      };
    },
    sees: (model) => {
      const [first] = plan({ task: "text", model }, env);
      return first.provider.sees(first.model);
    },
  };
}

function startable<T extends Task>(
  provider: Provider,
  model: string,
  request: RunRequest<T>,
  env: Environment,
  tools: ProviderTools,
): StartableAttempt<TaskEvent[T]> {
  return {
    name: `${provider.name}/${model}`,
    provider: provider.name,
    start(signal) {
      const adapter = provider.open(env, tools)[request.task];
      if (adapter === undefined)
        throw new AppError("unsupported", `Provider ${provider.name} does no ${request.task}.`, {
          provider: provider.name,
        });
      return adapter({ model, input: request.input, signal });
    },
  };
}

/** A model that can't see must not be given images: most of them would answer as if it had. */
function refuseUnseenImages<T extends Task>(
  request: RunRequest<T>,
  attempts: readonly { provider: Provider; model: string; name: string }[],
): void {
  if (request.task !== "text") return;
  const { messages } = (request as RunRequest<"text">).input;
  const hasImages = messages.some(
    (message) => message.role === "user" && (message.images?.length ?? 0) > 0,
  );
  const blind = attempts.find((attempt) => !attempt.provider.sees(attempt.model));
  if (hasImages && blind !== undefined)
    throw new AppError("unsupported", `Model ${blind.name} takes no images.`, {
      field: "messages",
      provider: blind.provider.name,
    });
}
