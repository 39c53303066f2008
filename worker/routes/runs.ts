import { Hono } from "hono";
import { AppError } from "../../shared/errors/app-error.ts";
import type { AppEnv } from "../env.ts";
import { createRunnerClient, runnerOf } from "../gateway/runner-client.ts";
import { DATA_HEADERS } from "../middleware/security-headers.ts";
import { requireApiKey } from "./inference/api-key.ts";

/** Headers of an upgrade, which the run's object must see. */
const UPGRADE = ["upgrade", "sec-websocket-key", "sec-websocket-version"];

/** Runs that are kept: how they stand, their events from any index, and their end. */
export const runs = new Hono<AppEnv>()
  .use(async ({ req, env }, next) => {
    await requireApiKey(req.raw, env);
    await next();
  })
  .get("/:id", async ({ req, env }) =>
    Response.json(await createRunnerClient(env).state(req.param("id")), { headers: DATA_HEADERS }),
  )
  .get("/:id/events", async ({ req, env }) => {
    const from = startOf(req.query("from"), req.header("last-event-id"));
    const id = req.param("id");
    const ids = hasIds(req.query("ids"));
    const response = await runnerOf(env, id).fetch(eventsRequest(req.raw, id, { from, ids }));
    // A response that switches protocols carries its socket, and a copy of it would not.
    if (response.webSocket !== null) return response;
    const type = response.ok ? "text/event-stream" : "application/json";
    return new Response(response.body, {
      status: response.status,
      headers: { ...DATA_HEADERS, "content-type": type },
    });
  })
  .delete("/:id", async ({ req, env }) =>
    Response.json(await createRunnerClient(env).cancel(req.param("id")), { headers: DATA_HEADERS }),
  );

/**
 * The index to read from. `from` is what a caller says itself; `Last-Event-ID` is what a browser's
 * EventSource sends when it comes back, and it is newer than the `from` of the URL that it repeats.
 * Throws AppError `bad_input`.
 */
function startOf(from: string | undefined, lastEventId: string | undefined): number {
  if (lastEventId !== undefined && lastEventId !== "")
    return index(lastEventId, "last-event-id") + 1;
  return from === undefined ? 0 : index(from, "from");
}

function index(text: string, field: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new AppError("bad_input", `${field} must be the index of an event.`, { field });
}

/** Whether events get an `id:` line, which `Last-Event-ID` needs; without, they are what the caller got. */
function hasIds(ids: string | undefined): boolean {
  if (ids === undefined || ids === "true") return true;
  if (ids === "false") return false;
  throw new AppError("bad_input", "ids must be true or false.", { field: "ids" });
}

/** The object's request is built anew, so that it gets nothing of the caller but the upgrade. */
function eventsRequest(
  request: Request,
  id: string,
  { from, ids }: { readonly from: number; readonly ids: boolean },
): Request {
  const headers = new Headers();
  for (const name of UPGRADE) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const { origin } = new URL(request.url);
  const query = `from=${from}${ids ? "&ids" : ""}`;
  return new Request(`${origin}/v1/runs/${id}/events?${query}`, { headers });
}
