import { checkBearer } from "./bearer.ts";
import type { Handler, JsonHandler } from "./handler.ts";
import { healthResponse } from "./health.ts";
import { HttpError } from "./http-error.ts";
import { MAX_CHAT_BODY_BYTES } from "./http-limits.ts";
import type { ModelPart } from "./model-part.ts";
import { modelsResponse } from "./models.ts";
import { readJson } from "./read-body.ts";

/** What the server is made of. */
export interface AppOptions {
  /** In the order in which `/v1/models` lists them. */
  readonly parts: readonly ModelPart[];
  /** `METHOD /path` → handler, besides the routes that every server has. */
  readonly routes: Readonly<Record<string, Handler>>;
  /** Model id → who answers its chat completions; the first one is the default. */
  readonly chat: ReadonlyMap<string, JsonHandler>;
  /** Every request except `/health` has to carry this key, when there is one. */
  readonly key?: string;
}

/** Routing, the key, and every thrown thing as an answer in OpenAI's error format. */
export function createApp({ parts, routes, chat, key }: AppOptions): Handler {
  const all: Readonly<Record<string, Handler>> = {
    "GET /health": async () => healthResponse(parts),
    "GET /v1/models": async () => modelsResponse(parts),
    "POST /v1/chat/completions": chatByModel(chat),
    ...routes,
  };
  return async (request, signal) => {
    try {
      const path = new URL(request.url).pathname;
      if (key !== undefined && path !== "/health") checkBearer(request, key);
      const handler = all[`${request.method} ${path}`];
      if (handler === undefined) throw unknownRoute(path, Object.keys(all));
      return await handler(request, signal);
    } catch (thrown) {
      const error = HttpError.from(thrown);
      // The server's own fault: the cause goes to the log, never to the client.
      if (error.code === "model_failed") console.error(error.message, error.cause);
      return error.toResponse();
    }
  };
}

function chatByModel(chat: ReadonlyMap<string, JsonHandler>): Handler {
  return async (request, signal) => {
    const body = await readJson(request, MAX_CHAT_BODY_BYTES);
    const [first] = chat.keys();
    const { model = first } = body;
    if (typeof model !== "string")
      throw new HttpError("invalid_value", "model has to be a model's id.", { param: "model" });
    const handler = chat.get(model);
    if (handler === undefined)
      throw new HttpError("model_not_found", "There is no such chat model.", { param: "model" });
    return handler(body, signal);
  };
}

function unknownRoute(path: string, routes: readonly string[]): HttpError {
  const methods = routes
    .filter((route) => route.endsWith(` ${path}`))
    .map((route) => route.slice(0, route.indexOf(" ")));
  if (methods.length === 0) return new HttpError("not_found", "There is no such address.");
  return new HttpError("method_not_allowed", `Only ${methods.join(", ")} is possible here.`, {
    allow: methods.join(", "),
  });
}
