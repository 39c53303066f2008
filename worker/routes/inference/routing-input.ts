import { routableHeaders } from "../../gateway/routes/field-path.ts";
import { isRoute } from "../../gateway/routes/route-name.ts";
import type { RoutingInput } from "../../gateway/routes/routed-plan.ts";

/** What the conditions of a request's dynamic route may look at; nothing for other models. */
export function routingOf(
  model: string | undefined,
  headers: Headers,
  body: unknown,
): { readonly routing?: RoutingInput } {
  if (!isRoute(model)) return {};
  return {
    routing: { headers: routableHeaders(headers), ...(body === undefined ? {} : { body }) },
  };
}
