import type { RecordSink } from "./attempt-record.ts";
import { answerCachesOf } from "./answer-cache-client.ts";
import type { Clock } from "./clock.ts";
import { SYSTEM_CLOCK } from "./clock.ts";
import type { EngineTools, OpenAttempt } from "./engine.ts";
import { startRun } from "./engine.ts";
import type { Environment } from "./environment.ts";
import { createGuardedGateway } from "./guard.ts";
import type { GuardDefinition } from "./guards-of.ts";
import { createGuardsOf } from "./guards-of.ts";
import type { HealthTable } from "./health-table.ts";
import { HEALTH } from "./health-table.ts";
import { HEDGE_BUDGET, REPLACE_BUDGET } from "./hedge-budget.ts";
import type { GatewayLimits } from "./limits.ts";
import { GATEWAY_LIMITS } from "./limits.ts";
import { plan } from "./plan.ts";
import type { Fetch } from "./providers/provider.ts";
import { createRemoteCachedGateway } from "./remote-cached-gateway.ts";
import { createRoutedGateway } from "./routes/routed-gateway.ts";
import type { Routes } from "./routes/routes.ts";
import { createRoutes } from "./routes/routes.ts";
import { createStagedGateway } from "./routes/stage-route.ts";
import type { Gateway } from "./run-types.ts";

/** What a gateway takes from the platform; the defaults are the platform's and the isolate's own. */
export interface GatewayOptions {
  readonly fetch?: Fetch;
  readonly limits?: GatewayLimits;
  readonly clock?: Clock;
  /** In [0, 1). */
  readonly random?: () => number;
  /** Takes the record of every attempt. */
  readonly sink?: RecordSink;
  readonly health?: HealthTable;
  /** Pay for attempts beside silent ones, and instead of them. */
  readonly budgets?: EngineTools["budgets"];
  /**
   * The guards that there are; which apply is said by `PARLEY_GUARDS` and by requests. Absent: there
   * are none, and who names one is refused.
   */
  readonly guards?: readonly GuardDefinition[];
  /** Makes the ids of runs. */
  readonly newId?: () => string;
  /** Calls models in another way than by their providers' adapters. */
  readonly open?: OpenAttempt;
  /** Dynamic routes; absent: those of the environment's binding `ROUTE_BOOK`. */
  readonly routes?: Routes;
}

/**
 * The gateway of an environment (the Worker's `env`, or a script's variables). Making one reads
 * nothing: a wrong variable shows at `run`, as AppError `bad_input` that names it. A run asks its
 * model when its events are first read. Answers are kept where the binding `ANSWER_CACHE` is.
 */
export function createGateway(env: Environment, options: GatewayOptions = {}): Gateway {
  const tools = toolsOf(env, options);
  const engine = engineOf(env, tools);
  const caches = answerCachesOf(env);
  const cached =
    caches === undefined ? engine : createRemoteCachedGateway(engine, { ...tools, caches });
  const guarded = createGuardedGateway(cached, createGuardsOf(env, options.guards ?? []));
  return createStagedGateway(createRoutedGateway(guarded, tools.routes, tools.newId), env);
}

/** The engine alone, for requests that have been through their guards and routes. */
export function createEngine(
  env: Environment,
  options: Omit<GatewayOptions, "guards"> = {},
): Gateway {
  return engineOf(env, toolsOf(env, options));
}

function engineOf(env: Environment, tools: EngineTools): Gateway {
  return {
    run: (request) => startRun(request, env, tools),
    sees: (model) => {
      const [first] = plan({ task: "text", model }, env);
      return first.provider.sees(first.model);
    },
  };
}

function toolsOf(
  env: Environment,
  options: GatewayOptions,
): EngineTools & { readonly routes: Routes } {
  const random = options.random ?? Math.random;
  return {
    // Workers' fetch must be called as a function of its own, not as a property of another object.
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    limits: options.limits ?? GATEWAY_LIMITS,
    clock: options.clock ?? SYSTEM_CLOCK,
    random,
    routes: options.routes ?? createRoutes(env, { random }),
    health: options.health ?? HEALTH,
    budgets: options.budgets ?? { hedge: HEDGE_BUDGET, replace: REPLACE_BUDGET },
    sink: options.sink,
    newId: options.newId ?? (() => `run_${crypto.randomUUID()}`),
    open: options.open,
  };
}
