import { Hono } from "hono";
import type { AppEnv } from "../../env.ts";
import { anthropicError, anthropicStatus } from "../../formats/anthropic-error.ts";
import { countTokens } from "../../formats/anthropic-messages/count-tokens.ts";
import { message } from "../../formats/anthropic-messages/message.ts";
import { readMessagesRequest } from "../../formats/anthropic-messages/messages-request.ts";
import { messagesEncoder } from "../../formats/anthropic-messages/messages-stream.ts";
import { sseTyped } from "../../formats/sse.ts";
import { DATA_HEADERS } from "../../middleware/security-headers.ts";
import { callerOf } from "./caller-of.ts";
import { formatErrors } from "./format-errors.ts";
import { authorizedJson } from "./gateway-call.ts";
import { textRoute } from "./text-route.ts";

/** `POST /v1/messages` */
export const messages = textRoute({
  name: "anthropic-messages",
  headers: ["anthropic-version", "anthropic-beta"],
  read: readMessagesRequest,
  context: () => null,
  encoder: messagesEncoder,
  answer: (name, answer) => message(name, answer),
  broken: (error) => sseTyped("error", anthropicError(error)),
});

/** Answers what is thrown in Anthropic's format. */
export const anthropicErrors = formatErrors({ status: anthropicStatus, body: anthropicError });

/** What Anthropic's clients call, below `/v1`. */
export const anthropicRoutes = new Hono<AppEnv>()
  .onError(anthropicErrors)
  .post("/messages", (context) => messages(context.req.raw, callerOf(context)))
  .post("/messages/count_tokens", async ({ req, env }) =>
    Response.json(countTokens(await authorizedJson(req.raw, env)), { headers: DATA_HEADERS }),
  );
