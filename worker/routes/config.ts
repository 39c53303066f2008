import { Hono } from "hono";
import { AppError } from "../../shared/errors/app-error.ts";
import { AGENTS } from "../agents/registry.ts";
import type { AppEnv } from "../env.ts";
import { DATA_HEADERS } from "../middleware/security-headers.ts";

/**
 * `GET /config.json`: what this server's own pages need to open a session. A publishable key is no
 * secret, but other pages have no business here, and browsers say when it is one that asks.
 */
export const config = new Hono<AppEnv>().get("/", ({ env, req }) => {
  const site = req.header("sec-fetch-site");
  if (site !== undefined && site !== "same-origin" && site !== "none")
    throw new AppError("forbidden", "The configuration is for this server's own pages.");
  return Response.json(
    {
      publishableKey: env.PARLEY_PUBLISHABLE_KEY ?? null,
      agents: AGENTS.map(({ name, title }) => ({ name, title })),
      defaultAgent: AGENTS[0].name,
    },
    { headers: { ...DATA_HEADERS, "cross-origin-resource-policy": "same-origin" } },
  );
});
