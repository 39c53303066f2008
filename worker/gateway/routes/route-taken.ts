import { find } from "../catalog/catalog.ts";
import type { RoutedAttempt, RoutedPlan, RouteTaken } from "./routed-plan.ts";

/** Which of a route's models serves as `provider/model`. */
export function attemptOf({ attempts }: RoutedPlan, name: string): RoutedAttempt | undefined {
  return (
    attempts.find(({ model }) => model === name) ??
    attempts.find(
      ({ model }) =>
        !model.includes("/") &&
        find(model).some((entry) => `${entry.provider}/${entry.model}` === name),
    )
  );
}

/** Which way led to the model that serves as `provider/model`. */
export function routeTaken(routed: RoutedPlan, serving: string): RouteTaken {
  const { route: name, version, attempts } = routed;
  const attempt = attemptOf(routed, serving) ?? attempts[0];
  return { name, version, reason: attempt?.reason ?? "" };
}
