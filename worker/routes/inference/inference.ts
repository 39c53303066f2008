import { Hono } from "hono";
import type { AppEnv } from "../../env.ts";
import { anthropicRoutes } from "./anthropic-routes.ts";
import { cloudflareRoutes } from "./cloudflare-routes.ts";
import { openAiRoutes } from "./openai-routes.ts";

/** Every format in which the gateway is asked over HTTP, below `/v1`. */
export const inference = new Hono<AppEnv>()
  .route("/", openAiRoutes)
  .route("/", anthropicRoutes)
  .route("/", cloudflareRoutes);
