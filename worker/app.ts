import { Hono } from "hono";
import { AppError } from "../shared/errors/app-error.ts";
import type { AppEnv, Env } from "./env.ts";
import { errorResponse } from "./middleware/error-response.ts";
import { requireSecret } from "./middleware/require-secret.ts";
import { answerDirectly } from "./routes/inference/direct-routes.ts";
import { assets } from "./routes/assets.ts";
import { config } from "./routes/config.ts";
import { durableAgents } from "./routes/durable-agents.ts";
import { gatewayRoutes } from "./routes/gateway-routes.ts";
import { health } from "./routes/health.ts";
import { inference } from "./routes/inference/inference.ts";
import { modelHealth } from "./routes/model-health.ts";
import { runs } from "./routes/runs.ts";
import { sessions } from "./routes/sessions.ts";
import { spend } from "./routes/spend.ts";
import { users } from "./routes/users.ts";

/** Everything that the Worker answers over HTTP. */
export const app = new Hono<AppEnv>()
  .onError((thrown) => errorResponse(thrown))
  .notFound(() => errorResponse(new AppError("not_found", "There is nothing at this address.")))
  .use(requireSecret)
  .route("/health", health)
  .route("/config.json", config)
  .route("/v1/sessions", sessions)
  .route("/v1/runs", runs)
  .route("/v1/spend", spend)
  .route("/v1/routes", gatewayRoutes)
  .route("/v1/users", users)
  .route("/agents", durableAgents)
  .route("/v1/health/models", modelHealth)
  .route("/v1", inference)
  .route("/", assets);

const { fetch: route } = app;
app.fetch = (request, env, execution) =>
  answerDirectly(request, env as Env, execution) ?? route(request, env, execution);
