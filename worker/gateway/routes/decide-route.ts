import { AppError } from "../../../shared/errors/app-error.ts";
import type { RunRequest, Task } from "../run-types.ts";
import type { CounterAnswer, RouteContext, RouteOutcome } from "./evaluate-route.ts";
import { evaluateRoute } from "./evaluate-route.ts";
import type { Route } from "./route.ts";
import type { RouteBookStub } from "./route-book-client.ts";
import type { PassedCounter, RoutedAttempt } from "./routed-plan.ts";
import { withShortKey } from "./short-key.ts";
import { worstBehind } from "./worst-behind.ts";

/** A route that is to be taken, or, without `take`, looked at. */
export interface RouteDecision {
  readonly name: string;
  readonly route: Route;
  readonly request: RunRequest<Task>;
  /** In [0, 1). */
  readonly random: number;
  readonly take: boolean;
  /** The object whose counters are asked, where there are any on the way. */
  readonly book: () => RouteBookStub;
  /** Gives back what was held, where the request goes no further. */
  readonly release: (counters: readonly PassedCounter[]) => void;
}

/**
 * The models that a route allows for a request, asking its counters on the way. Throws AppError
 * `rate_limited` where a limit without a fallback is reached, `forbidden` where there is no model.
 */
export async function decideRoute(decision: RouteDecision): Promise<readonly RoutedAttempt[]> {
  const { name, route, request, random } = decision;
  const counters = new Map<string, CounterAnswer>();
  const held: PassedCounter[] = [];
  const context = {
    metadata: request.metadata ?? {},
    body: request.routing?.body ?? request.input,
    headers: request.routing?.headers ?? {},
    random,
    counters,
  };
  try {
    for (;;) {
      const outcome = evaluateRoute(route, context);
      switch (outcome.type) {
        case "models":
          return outcome.attempts;
        case "asks": {
          const answer = await ask(decision, context, outcome);
          const { counter } = outcome;
          counters.set(counter.element, answer);
          if (answer.type === "admitted" && answer.reserved !== undefined)
            held.push({ ...counter, taken: true, reserved: answer.reserved });
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
  } catch (thrown) {
    decision.release(held);
    throw thrown;
  }
}

/** A limit of costs is asked for the most that the next attempt may cost, and holds that. */
async function ask(
  { name, route, request, take, book }: RouteDecision,
  context: RouteContext,
  outcome: Extract<RouteOutcome, { type: "asks" }>,
): Promise<CounterAnswer> {
  const { counter } = outcome;
  const isCost = counter.limitType === "cost";
  const amount = isCost ? worstBehind(counter.element, route, context, request) : 1;
  const takes = take && outcome.take;
  const answer = await book().ask(name, await withShortKey(counter), amount, takes);
  if (answer.type === "limited" || !takes || !isCost) return answer;
  return { ...answer, reserved: { amount, start: answer.start } };
}
