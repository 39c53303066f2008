import { Hono } from "hono";
import { AppError } from "../../shared/errors/app-error.ts";
import type { AppEnv } from "../env.ts";
import { ledgerOf } from "../gateway/ledger-client.ts";
import { DATA_HEADERS } from "../middleware/security-headers.ts";
import { requireApiKey } from "./inference/api-key.ts";

/**
 * `GET /v1/spend?group_by=metadata.plan,model&from=&to=`: what attempts used and cost, added up.
 * durable-objects/ledger/SPEC.md has the rules.
 */
export const spend = new Hono<AppEnv>().get("/", async ({ req, env }) => {
  await requireApiKey(req.raw, env);
  const ledger = ledgerOf(env);
  if (ledger === undefined) throw new AppError("not_found", "No spend is kept here.");
  const url = new URL(req.url);
  const response = await ledger.fetch(new Request(`${url.origin}/v1/spend${url.search}`));
  return new Response(response.body, {
    status: response.status,
    headers: { ...DATA_HEADERS, "content-type": "application/json" },
  });
});
