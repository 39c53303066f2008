import type { RunJob } from "../../gateway/run-job.ts";
import { createRunnerClient } from "../../gateway/runner-client.ts";
import type { RunRequest, Task } from "../../gateway/run-types.ts";
import { routeNameOf } from "../../gateway/routes/route-name.ts";
import { routeTaken } from "../../gateway/routes/route-taken.ts";
import { withStageRoute } from "../../gateway/routes/stage-route.ts";
import { createRoutes } from "../../gateway/routes/routes.ts";
import { DATA_HEADERS } from "../../middleware/security-headers.ts";
import type { Caller } from "./open-gateway.ts";
import { cacheHeaders, routeHeaders } from "./run-headers.ts";
import type { RequestOptions } from "./run-options.ts";

/** A journalled stream, and what an answer's headers say of it. */
export interface JournalledStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Has a Runner carry a run out and keep its events, whoever goes away. Resolves when it has begun
 * to answer. Throws AppError as the run does.
 */
export async function startJournalled(
  caller: Caller,
  request: RunRequest<Task>,
  { options, metadata, routing }: RequestOptions,
  written: Pick<RunJob, "format" | "context" | "native">,
): Promise<JournalledStream> {
  const given = { ...request, options, metadata, ...(routing === undefined ? {} : { routing }) };
  const asked = withStageRoute(given, caller.env);
  // The route is taken here, once: a Runner that takes the run up again goes on with its choice.
  const chosen =
    routeNameOf(asked) === undefined ? asked : await createRoutes(caller.env).resolve(asked);
  const { runId, model, attempts, cache, stream } = await createRunnerClient(caller.env).start({
    ...written,
    request: chosen,
  });
  const { routed } = chosen;
  return {
    body: stream,
    headers: {
      ...DATA_HEADERS,
      "content-type": "text/event-stream",
      "x-parley-run-id": runId,
      "cf-aig-run-id": runId,
      "x-parley-model": model,
      "x-parley-attempts": String(attempts),
      "x-parley-lane": "journalled",
      ...cacheHeaders(cache),
      ...(routed === undefined ? {} : routeHeaders(routeTaken(routed, model))),
    },
  };
}
