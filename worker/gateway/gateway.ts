import type { RecordSink } from "./attempt-record.ts";
import { createCachedGateway } from "./cache.ts";
import type { CacheStore } from "./cache-store.ts";
import type { Clock } from "./clock.ts";
import { SYSTEM_CLOCK } from "./clock.ts";
import type { EngineTools, OpenAttempt } from "./engine.ts";
import { startRun } from "./engine.ts";
import type { Environment } from "./environment.ts";
import type { Guard } from "./guard.ts";
import { createGuardedGateway } from "./guard.ts";
import type { HealthTable } from "./health-table.ts";
import { HEALTH } from "./health-table.ts";
import { HEDGE_BUDGET, REPLACE_BUDGET } from "./hedge-budget.ts";
import type { GatewayLimits } from "./limits.ts";
import { GATEWAY_LIMITS } from "./limits.ts";
import { plan } from "./plan.ts";
import type { Fetch } from "./providers/provider.ts";
import { createRoutedGateway } from "./routes/routed-gateway.ts";
import type { Routes } from "./routes/routes.ts";
import { createRoutes } from "./routes/routes.ts";
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
  /** Keeps answers, for requests that ask for it; absent: none is kept. */
  readonly cache?: CacheStore;
  /** In the order in which they see requests and answers. */
  readonly guards?: readonly Guard[];
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
 * model when its events are first read.
 */
export function createGateway(env: Environment, options: GatewayOptions = {}): Gateway {
  const tools: EngineTools = {
    // Workers' fetch must be called as a function of its own, not as a property of another object.
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    limits: options.limits ?? GATEWAY_LIMITS,
    clock: options.clock ?? SYSTEM_CLOCK,
    random: options.random ?? Math.random,
    health: options.health ?? HEALTH,
    budgets: options.budgets ?? { hedge: HEDGE_BUDGET, replace: REPLACE_BUDGET },
    sink: options.sink,
    newId: options.newId ?? (() => `run_${crypto.randomUUID()}`),
    open: options.open,
  };
  const engine: Gateway = {
    run: (request) => startRun(request, env, tools),
    sees: (model) => {
      const [first] = plan({ task: "text", model }, env);
      return first.provider.sees(first.model);
    },
  };
  const { cache: store, guards = [] } = options;
  const cached =
    store === undefined
      ? engine
      : createCachedGateway(engine, { store, clock: tools.clock, limits: tools.limits });
  const guarded = guards.length === 0 ? cached : createGuardedGateway(cached, guards);
  const routes = options.routes ?? createRoutes(env, { random: tools.random });
  return createRoutedGateway(guarded, routes, tools.newId);
}
