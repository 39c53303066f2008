import { find } from "../catalog/catalog.ts";
import { worstCost } from "../catalog/worst-cost.ts";
import type { RunRequest, Task } from "../run-types.ts";
import type { CounterAnswer, RouteContext } from "./evaluate-route.ts";
import { evaluateRoute } from "./evaluate-route.ts";
import { atMostNano } from "./nano-dollars.ts";
import type { Route } from "./route.ts";

const ADMITTED: CounterAnswer = { type: "admitted", start: 0 };

/**
 * The most that the first attempt behind a cost limit may cost, in nano-dollars, if the limit lets
 * the request through; at least 1. A model whose price isn't known isn't asked there.
 */
export function worstBehind(
  element: string,
  route: Route,
  context: RouteContext,
  request: RunRequest<Task>,
): number {
  const counters = new Map([...context.counters, [element, ADMITTED]]);
  for (;;) {
    const outcome = evaluateRoute(route, { ...context, counters });
    if (outcome.type === "asks") {
      counters.set(outcome.counter.element, ADMITTED);
      continue;
    }
    if (outcome.type !== "models") return 1;
    for (const { model, counters: passed } of outcome.attempts) {
      if (!passed.some((counter) => counter.element === element)) continue;
      const worst = worstOf(model, request);
      if (worst !== undefined) return Math.max(1, atMostNano(worst));
    }
    return 1;
  }
}

/** Of a bare model, what its most expensive provider may ask. */
function worstOf(model: string, { task, input }: RunRequest<Task>): number | undefined {
  const slash = model.indexOf("/");
  if (slash >= 0) return worstCost(model.slice(0, slash), model.slice(slash + 1), task, input);
  const costs = find(model).flatMap(
    (entry) => worstCost(entry.provider, entry.model, task, input) ?? [],
  );
  return costs.length === 0 ? undefined : Math.max(...costs);
}
