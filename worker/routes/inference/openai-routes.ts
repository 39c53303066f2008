import type { Context } from "hono";
import { Hono } from "hono";
import { AppError } from "../../../shared/errors/app-error.ts";
import type { AppEnv } from "../../env.ts";
import {
  anthropicModels,
  openAiModel,
  openAiModels,
  openAiRoute,
} from "../../formats/model-list.ts";
import { chatCompletion } from "../../formats/openai-chat/chat-completion.ts";
import { readChatRequest } from "../../formats/openai-chat/chat-request.ts";
import { chatEncoder } from "../../formats/openai-chat/chat-stream.ts";
import {
  embeddingsAnswer,
  readEmbeddingsRequest,
} from "../../formats/openai-embeddings/embeddings.ts";
import { openAiError, openAiStatus } from "../../formats/openai-error.ts";
import { imagesAnswer, readImagesRequest } from "../../formats/openai-images/images.ts";
import { wholeResponse } from "../../formats/openai-responses/response-object.ts";
import { readResponsesRequest } from "../../formats/openai-responses/responses-request.ts";
import { responsesEncoder } from "../../formats/openai-responses/responses-stream.ts";
import { sseData, sseTyped } from "../../formats/sse.ts";
import { isRoute, routeNameOf } from "../../gateway/routes/route-name.ts";
import { DATA_HEADERS } from "../../middleware/security-headers.ts";
import { requireApiKey } from "./api-key.ts";
import { speechRoute, transcriptionRoute } from "./audio-routes.ts";
import { callerOf } from "./caller-of.ts";
import { formatErrors } from "./format-errors.ts";
import { authorizedJson, callGateway, jsonAnswer, optionsOf } from "./gateway-call.ts";
import { listedModel, listedModels, listedRoutes } from "./listed-models.ts";
import { textRoute } from "./text-route.ts";

/** `POST /v1/chat/completions` */
export const chat = textRoute({
  name: "openai-chat",
  headers: [],
  read: readChatRequest,
  context: ({ includeUsage }) => ({ includeUsage }),
  encoder: chatEncoder,
  answer: (name, answer) => chatCompletion(name, answer),
  broken: (error) => sseData(openAiError(error)),
});

/** `POST /v1/responses` */
export const responses = textRoute({
  name: "openai-responses",
  headers: [],
  read: readResponsesRequest,
  context: ({ context }) => context,
  encoder: responsesEncoder,
  answer: (name, answer, { context }) => wholeResponse(name, context, answer),
  broken: ({ code, message }) => sseTyped("error", { code, message, param: null }),
});

async function embeddings(context: Context<AppEnv>): Promise<Response> {
  const { req, env } = context;
  const body = await authorizedJson(req.raw, env);
  const request = readEmbeddingsRequest(body);
  const options = optionsOf(req.raw, request.run, body);
  const { run } = callGateway(callerOf(context), request.run, options);
  return jsonAnswer(run, await embeddingsAnswer(() => run.model, run, request.encoding));
}

async function images(context: Context<AppEnv>): Promise<Response> {
  const { req, env } = context;
  const body = await authorizedJson(req.raw, env);
  const request = readImagesRequest(body);
  const options = optionsOf(req.raw, request, body);
  const { run, startedAt } = callGateway(callerOf(context), request, options);
  return jsonAnswer(run, await imagesAnswer(Math.floor(startedAt / 1000), run));
}

/** Anthropic's clients ask the same address, and say who they are. */
async function models({ req, env }: Context<AppEnv>): Promise<Response> {
  await requireApiKey(req.raw, env);
  const listed = listedModels(env, req.query("available") === "false");
  const routes = await listedRoutes(env);
  const list = req.header("anthropic-version") === undefined ? openAiModels : anthropicModels;
  return Response.json(list(listed, routes), { headers: DATA_HEADERS });
}

async function model({ req, env }: Context<AppEnv>): Promise<Response> {
  await requireApiKey(req.raw, env);
  const id = decodeURIComponent(new URL(req.url).pathname.replace(/^\/v1\/models\//, ""));
  const routes = isRoute(id) ? await listedRoutes(env) : [];
  const route = routes.find(({ name }) => routeNameOf({ model: id }) === name);
  if (route !== undefined) return Response.json(openAiRoute(route), { headers: DATA_HEADERS });
  const found = listedModel(env, id);
  if (found === undefined)
    throw new AppError("not_found", "The catalog has no such model.", { field: "model" });
  return Response.json(openAiModel(found), { headers: DATA_HEADERS });
}

/** Answers what is thrown in OpenAI's format. */
export const openAiErrors = formatErrors({ status: openAiStatus, body: openAiError });

/** What OpenAI's clients call, below `/v1`. */
export const openAiRoutes = new Hono<AppEnv>()
  .onError(openAiErrors)
  .post("/chat/completions", (context) => chat(context.req.raw, callerOf(context)))
  .post("/responses", (context) => responses(context.req.raw, callerOf(context)))
  .post("/embeddings", embeddings)
  .post("/images/generations", images)
  .post("/audio/speech", speechRoute)
  .post("/audio/transcriptions", transcriptionRoute)
  .get("/models", models)
  .get("/models/*", model);
