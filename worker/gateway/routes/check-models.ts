import { find } from "../catalog/catalog.ts";
import { providerByName } from "../providers/registry.ts";
import { refuse } from "./read-route.ts";
import type { Route } from "./route.ts";

/**
 * Refuses a model that could never be asked: of a provider that isn't there, or a bare one that no
 * provider serves. Whether there is a key may change from day to day, and shows when it is asked.
 * Throws AppError `bad_input` as {@link readRoute} does.
 */
export function checkModels({ elements }: Route): void {
  for (const element of elements.values()) {
    if (element.type !== "model") continue;
    const slash = element.model.indexOf("/");
    if (slash < 0) {
      if (find(element.model).length === 0)
        refuse(
          element.id,
          ["properties", "model"],
          "no provider is known to serve it; name a provider",
        );
    } else if (providerByName(element.model.slice(0, slash)) === undefined)
      refuse(element.id, ["properties", "provider"], "there is no such provider");
  }
}
