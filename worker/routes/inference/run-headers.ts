import type { RouteTaken } from "../../gateway/routes/routed-plan.ts";
import type { Run, Task } from "../../gateway/run-types.ts";

/**
 * What an answer's headers say of its run: its id, also under Cloudflare's name, the model that
 * serves, how many attempts there were until then (none where another run's answer is given), where
 * the answer is from if the cache was asked, and which dynamic route led to it in which way.
 */
export function runHeaders(run: Run<Task>): Readonly<Record<string, string>> {
  const ended = run.attempts();
  const isOthers = run.cache === "hit" || run.cache === "shared";
  const serves = isOthers || ended.some(({ status }) => status === "ok") ? 0 : 1;
  return {
    "x-parley-run-id": run.id,
    "cf-aig-run-id": run.id,
    "x-parley-model": run.model,
    "x-parley-attempts": String(ended.length + serves),
    ...cacheHeaders(run.cache),
    ...(run.route === undefined ? {} : routeHeaders(run.route)),
  };
}

/**
 * What headers say of where an answer is from, also in Cloudflare's way; nothing where the cache was
 * not asked.
 */
export function cacheHeaders(cache: Run<Task>["cache"]): Readonly<Record<string, string>> {
  if (cache === undefined) return {};
  return { "x-parley-cache": cache, "cf-aig-cache-status": cache === "hit" ? "HIT" : "MISS" };
}

/** What headers say of the dynamic route that a run took. */
export function routeHeaders({
  name,
  version,
  reason,
}: RouteTaken): Readonly<Record<string, string>> {
  return { "x-parley-route": `${name}@${version}`, "x-parley-routing-reason": reason };
}
