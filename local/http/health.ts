import type { ModelHealth, ModelPart } from "./model-part.ts";

/** `GET /health`: 200 when every model is ready or idle, otherwise 503. */
export function healthResponse(parts: readonly ModelPart[]): Response {
  const models: Record<string, ModelHealth> = {};
  for (const part of parts) Object.assign(models, part.health());
  const states = Object.values(models).map((model) => model.state);
  const status = states.includes("failed")
    ? "failed"
    : states.includes("loading")
      ? "loading"
      : "ok";
  const rssMb = Math.round(process.memoryUsage.rss() / 1e6);
  return Response.json({ status, models, rssMb }, { status: status === "ok" ? 200 : 503 });
}
