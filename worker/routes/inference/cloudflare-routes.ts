import { Hono } from "hono";
import type { AppEnv } from "../../env.ts";
import {
  cloudflareErrors,
  cloudflareResult,
  cloudflareStatus,
} from "../../formats/cloudflare-run/run-envelope.ts";
import { readCloudflareRequest, readRunBody } from "../../formats/cloudflare-run/run-request.ts";
import { answerCloudflare } from "./cloudflare-call.ts";
import { callerOf } from "./caller-of.ts";
import { formatErrors } from "./format-errors.ts";
import { authorizedJson } from "./gateway-call.ts";
import { routingOf } from "./routing-input.ts";
import { requestOptions } from "./run-options.ts";

/** `POST /v1/run`: Cloudflare's REST (https://developers.cloudflare.com/api/resources/ai/methods/run/). */
export const cloudflareRoutes = new Hono<AppEnv>()
  .onError(formatErrors({ status: cloudflareStatus, body: cloudflareErrors }))
  .post("/run", async (context) => {
    const { req, env } = context;
    const { model, inputs } = readRunBody(await authorizedJson(req.raw, env));
    const request = readCloudflareRequest(model, inputs);
    const { headers: given } = req.raw;
    const options = { ...requestOptions(given), ...routingOf(model, given, inputs) };
    const answer = await answerCloudflare(callerOf(context), request, options, undefined);
    const body =
      answer.type === "data" ? JSON.stringify(cloudflareResult(answer.value)) : answer.body;
    return new Response(body, { headers: answer.headers });
  });
