import type { Env } from "../../env.ts";
import type { ListedModel, ListedRoute } from "../../formats/model-list.ts";
import { catalog, entryOf } from "../../gateway/catalog/catalog.ts";
import type { CatalogModel } from "../../gateway/catalog/catalog-model.ts";
import { providerByName } from "../../gateway/providers/registry.ts";
import { routeBookOf } from "../../gateway/routes/route-book-client.ts";

/** The catalog's models that can be called here; with `all`, the others too, marked as such. */
export function listedModels(env: Env, all: boolean): readonly ListedModel[] {
  const known = new Map<string, boolean>();
  const isAvailable = (provider: string): boolean => {
    const found =
      known.get(provider) ?? providerByName(provider)?.availability(env).available ?? false;
    known.set(provider, found);
    return found;
  };
  return catalog()
    .map((entry) => ({ entry, available: isAvailable(entry.provider) }))
    .filter(({ available }) => all || available);
}

/** One model of the catalog by its `provider/model`. */
export function listedModel(env: Env, id: string): ListedModel | undefined {
  const slash = id.indexOf("/");
  const entry: CatalogModel | undefined =
    slash < 0 ? undefined : entryOf(id.slice(0, slash), id.slice(slash + 1));
  if (entry === undefined) return undefined;
  const available = providerByName(entry.provider)?.availability(env).available ?? false;
  return { entry, available };
}

/** The dynamic routes of this deployment. */
export function listedRoutes(env: Env): Promise<readonly ListedRoute[]> {
  return routeBookOf(env).list();
}
