import { Hono } from "hono";
import type { AppEnv } from "../env.ts";
import { HEALTH } from "../gateway/health-table.ts";
import { DATA_HEADERS } from "../middleware/security-headers.ts";
import { requireApiKey } from "./inference/api-key.ts";

/**
 * `GET /v1/health/models`: breaker, first-token time and failures of every model that the isolate
 * which answers has asked. Isolates learn apart from each other, so another one may know others.
 */
export const modelHealth = new Hono<AppEnv>().get("/", async ({ req, env }) => {
  await requireApiKey(req.raw, env);
  return Response.json({ models: HEALTH.snapshot(Date.now()) }, { headers: DATA_HEADERS });
});
