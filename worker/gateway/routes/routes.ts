import { AppError } from "../../../shared/errors/app-error.ts";
import type { AttemptRecord } from "../attempt-record.ts";
import type { Environment } from "../environment.ts";
import type { WaitUntil } from "../ledger-client.ts";
import type { RunRequest, Task } from "../run-types.ts";
import { decideRoute } from "./decide-route.ts";
import { readRoute } from "./read-route.ts";
import type { Route } from "./route.ts";
import type { RouteBookStub } from "./route-book-client.ts";
import { routeBookOf } from "./route-book-client.ts";
import { chargesOf } from "./route-charges.ts";
import type { RoutedPlan } from "./routed-plan.ts";
import { routeNameOf } from "./route-name.ts";
import type { RunBudget } from "./run-budget.ts";
import { createRunBudget, releaseReservations } from "./run-budget.ts";
import { withShortKey } from "./short-key.ts";

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
  /** Tells the counters of requests what a run's attempts came to, and does not wait for them. */
  settle(routed: RoutedPlan, records: readonly AttemptRecord[]): void;
  /** What the attempts of one run hold of the cost limits on their way. */
  budget(routed: RoutedPlan): RunBudget;
  /** Gives back what is held for a run that asks nobody. */
  release(routed: RoutedPlan): void;
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
  const book = (): RouteBookStub => routeBookOf(env);
  const decide = async (request: RunRequest<Task>, take: boolean): Promise<RoutedPlan> => {
    const name = routeNameOf(request) ?? "";
    const { route, version } = await load(env, name);
    const attempts = await decideRoute({
      name,
      route,
      request,
      random: random(),
      take,
      book,
      release: (counters) => releaseReservations(name, counters, book, waitUntil),
    });
    return { route: name, version, attempts };
  };
  return {
    async resolve(request) {
      const routed = await decide(request, true);
      const { model: _model, models: _models, routing: _routing, ...rest } = request;
      const models = routed.attempts.map(({ model }) => model);
      return { ...rest, route: routed.route, models, routed };
    },
    look: (request) => decide(request, false),
    budget: (routed) => createRunBudget(routed, book, waitUntil),
    release: ({ route, attempts }) =>
      releaseReservations(
        route,
        attempts.flatMap(({ counters }) => counters),
        book,
        waitUntil,
      ),
    settle(routed, records) {
      const charges = chargesOf(routed, records);
      if (charges.length === 0) return;
      const work = async (): Promise<void> => {
        const shortened = charges.map(async ({ counter, amount }) => ({
          counter: await withShortKey(counter),
          amount,
        }));
        await book().charge(routed.route, await Promise.all(shortened));
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
