import { meets } from "./condition.ts";
import type { FieldPath, RouteFields } from "./field-path.ts";
import { valuesAt } from "./field-path.ts";
import { branchAt, positionOf } from "./percentage.ts";
import type { ModelElement, PercentageElement, RateLimitElement, Route } from "./route.ts";
import { ROUTE_LIMITS } from "./route-limits.ts";
import type { PassedCounter, Reservation, RouteCounter, RoutedAttempt } from "./routed-plan.ts";
import { Work } from "./work.ts";

/** What a counter answered. */
export type CounterAnswer =
  /** `start`: when the window began in which it counts. `reserved`: what is held of a cost limit. */
  | { readonly type: "admitted"; readonly start: number; readonly reserved?: Reservation }
  /** `retryAfter`: seconds. */
  | { readonly type: "limited"; readonly retryAfter: number };

/** Everything that decides which way a request takes. */
export interface RouteContext extends RouteFields {
  /** In [0, 1), one for the whole request: the same one leads the same way. */
  readonly random: number;
  /** What the counters of rate limits have answered so far, by their elements. */
  readonly counters: ReadonlyMap<string, CounterAnswer>;
}

/** What came of a route for a request. */
export type RouteOutcome =
  | { readonly type: "models"; readonly attempts: readonly RoutedAttempt[] }
  /**
   * A counter must be asked first, and its answer be put among `counters`. `take`: it counts the
   * request if it lets it through; else it is asked for a model that may not be needed.
   */
  | { readonly type: "asks"; readonly counter: RouteCounter; readonly take: boolean }
  | { readonly type: "limited"; readonly element: string; readonly retryAfter: number }
  /** The route ends without a model. */
  | { readonly type: "none"; readonly reason: string };

/**
 * Which models a route allows for a request, best first: those on its way, each followed by what its
 * `fallback` leads to. It changes nothing and asks nobody: where a rate limit lies on the way it
 * says which counter to ask, and is called again with the answer. No element is met twice.
 * Throws AppError `too_large` when the request is too large for the route's conditions.
 */
export function evaluateRoute(route: Route, context: RouteContext): RouteOutcome {
  const work = new Work(ROUTE_LIMITS.work);
  const attempts: RoutedAttempt[] = [];
  const way: string[] = [];
  const passed: PassedCounter[] = [];
  const took = (element: string, output: string): void => void way.push(`${element}:${output}`);
  let at: string | undefined = route.start;
  while (at !== undefined) {
    const element = route.elements.get(at);
    at = undefined;
    switch (element?.type) {
      case undefined:
      case "end":
        break;
      case "start":
        at = element.next;
        break;
      case "conditional": {
        const isMet = meets(element.condition, context, work);
        took(element.id, String(isMet));
        at = isMet ? element.whenTrue : element.whenFalse;
        break;
      }
      case "percentage": {
        const branch = branchAt(element, positionIn(element, context, work));
        if (branch === undefined) break;
        took(element.id, branch.output);
        at = branch.to;
        break;
      }
      case "rate_limit": {
        const isPrimary = attempts.length === 0;
        const answer = context.counters.get(element.id);
        const counter = counterOf(element, context, work);
        if (answer === undefined) return { type: "asks", counter, take: isPrimary };
        if (answer.type === "admitted") {
          const { reserved } = answer;
          passed.push({
            ...counter,
            taken: isPrimary,
            ...(reserved === undefined ? {} : { reserved }),
          });
          took(element.id, "success");
          at = element.success;
        } else {
          took(element.id, "fallback");
          at = element.fallback;
          if (at === undefined && isPrimary)
            return { type: "limited", element: element.id, retryAfter: answer.retryAfter };
        }
        break;
      }
      case "model":
        attempts.push(attemptOf(element, [...way, element.id].join(">"), [...passed]));
        took(element.id, "fallback");
        at = element.fallback;
    }
  }
  return attempts.length === 0
    ? { type: "none", reason: way.join(">") }
    : { type: "models", attempts };
}

/** A key sends all requests of a value the same way; without one chance does. */
function positionIn({ id, key }: PercentageElement, context: RouteContext, work: Work): number {
  const value = key === undefined ? undefined : keyValue(key, context, work);
  return positionOf(value === undefined ? `${id} ${context.random}` : `${id}=${value}`);
}

function counterOf(
  { id, key, rate }: RateLimitElement,
  context: RouteContext,
  work: Work,
): RouteCounter {
  // Requests without the key share one counter: leaving it out must not lead around the limit.
  return { ...rate, element: id, key: keyValue(key, context, work) ?? "null" };
}

/** A key's value as JSON; undefined where it isn't there or is no text, number or truth value. */
function keyValue(key: FieldPath, context: RouteContext, work: Work): string | undefined {
  const [value] = valuesAt(key, context, work);
  return ["string", "number", "boolean"].includes(typeof value) ? JSON.stringify(value) : undefined;
}

function attemptOf(
  { id, model, timeoutMs, tries, order }: ModelElement,
  reason: string,
  counters: readonly PassedCounter[],
): RoutedAttempt {
  return {
    element: id,
    model,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(tries === undefined ? {} : { tries }),
    ...(order === undefined ? {} : { order }),
    reason,
    counters,
  };
}
