import { AppError } from "../../../shared/errors/app-error.ts";
import type { AttemptRecord } from "../attempt-record.ts";
import type { Environment } from "../environment.ts";
import type { WaitUntil } from "../ledger-client.ts";
import type { RunRequest, Task } from "../run-types.ts";
import type { CounterAnswer } from "./evaluate-route.ts";
import { evaluateRoute } from "./evaluate-route.ts";
import { readRoute } from "./read-route.ts";
import type { Route } from "./route.ts";
import { routeBookOf } from "./route-book-client.ts";
import { chargesOf } from "./route-charges.ts";
import { ROUTE_LIMITS } from "./route-limits.ts";
import type { RouteCounter, RoutedPlan } from "./routed-plan.ts";
import { routeNameOf } from "./route-name.ts";

/** Milliseconds for which an isolate goes by what it read of a route: as long as a change may take. */
const FRESH_MS = 2_000;
/** Routes that an isolate remembers. */
const REMEMBERED = 256;

/** Dynamic routes, as the gateway uses them. */
export interface Routes {
  /**
   * The request with the models that its route chose. It is counted by the rate limits on its way.
   * Throws AppError `not_found` for a route that isn't there, `rate_limited` with `retryAfter` where
   * a limit without a fallback is reached, `forbidden` where the route ends without a model.
   */
  resolve<T extends Task>(request: RunRequest<T>): Promise<RunRequest<T>>;
  /** What {@link resolve} would choose; nothing is counted. */
  look(request: RunRequest<Task>): Promise<RoutedPlan>;
  /** Tells the counters what a run's attempts came to, and does not wait for them. */
  settle(routed: RoutedPlan, records: readonly AttemptRecord[]): void;
}

/** What routes take from the platform. */
export interface RoutesOptions {
  readonly waitUntil?: WaitUntil;
  /** In [0, 1). */
  readonly random?: () => number;
}

interface Remembered {
  readonly version: number;
  readonly route: Route;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** Requests of an isolate share what was read; only data, no I/O. */
const memories = new WeakMap<Environment, Map<string, Remembered>>();

/** The routes of the binding `ROUTE_BOOK`. */
export function createRoutes(env: Environment, options: RoutesOptions = {}): Routes {
  const { random = Math.random, waitUntil = (work) => void work } = options;
  const decide = async (request: RunRequest<Task>, take: boolean): Promise<RoutedPlan> => {
    const name = routeNameOf(request) ?? "";
    const { route, version } = await load(env, name);
    const counters = new Map<string, CounterAnswer>();
    const context = {
      metadata: request.metadata ?? {},
      body: request.routing?.body ?? request.input,
      headers: request.routing?.headers ?? {},
      random: random(),
      counters,
    };
    for (;;) {
      const outcome = evaluateRoute(route, context);
      switch (outcome.type) {
        case "models":
          return { route: name, version, attempts: outcome.attempts };
        case "asks": {
          const counter = await withShortKey(outcome.counter);
          const answer = await routeBookOf(env).ask(name, counter, take && outcome.take);
          counters.set(counter.element, answer);
          break;
        }
        case "limited":
          throw new AppError(
            "rate_limited",
            `The limit ${outcome.element} of the route ${name} is reached.`,
            { retryAfter: outcome.retryAfter },
          );
        case "none":
          throw new AppError("forbidden", `The route ${name} gives this request no model.`, {
            field: "model",
          });
      }
    }
  };
  return {
    async resolve(request) {
      const routed = await decide(request, true);
      const { model: _model, models: _models, routing: _routing, ...rest } = request;
      const models = routed.attempts.map(({ model }) => model);
      return { ...rest, route: routed.route, models, routed };
    },
    look: (request) => decide(request, false),
    settle(routed, records) {
      const charges = chargesOf(routed, records);
      if (charges.length === 0) return;
      const work = async (): Promise<void> => {
        const shortened = charges.map(async ({ counter, amount }) => ({
          counter: await withShortKey(counter),
          amount,
        }));
        await routeBookOf(env).charge(routed.route, await Promise.all(shortened));
      };
      waitUntil(
        work().catch((thrown: unknown) => {
          // oxlint-disable-next-line no-console -- the platform's log is the console
          console.error("A route's counters could not be told.", thrown);
        }),
      );
    },
  };
}

/** Reads a route anew at its next use: whoever has changed it in this isolate sees that at once. */
export function forgetRoute(env: Environment, name: string): void {
  memories.get(env)?.delete(name);
}

async function load(env: Environment, name: string): Promise<Remembered> {
  const memory = memories.get(env) ?? new Map<string, Remembered>();
  memories.set(env, memory);
  const known = memory.get(name);
  if (known !== undefined && Date.now() < known.until) return known;
  const active = await routeBookOf(env).active(name);
  if (active === null) {
    memory.delete(name);
    throw new AppError("not_found", "There is no such route.", { field: "model" });
  }
  const { version, elements } = active;
  const route = known?.version === version ? known.route : readRoute(elements);
  const read: Remembered = { version, route, until: Date.now() + FRESH_MS };
  memory.delete(name);
  memory.set(name, read);
  const [oldest] = memory.keys();
  if (memory.size > REMEMBERED && oldest !== undefined) memory.delete(oldest);
  return read;
}

/** Whatever a caller puts into a key, counters keep so much of it. */
async function withShortKey<Counter extends RouteCounter>(counter: Counter): Promise<Counter> {
  const { key } = counter;
  if (key.length <= ROUTE_LIMITS.keyLength) return counter;
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  const digits = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0"));
  return { ...counter, key: `sha256:${digits.join("")}` };
}
