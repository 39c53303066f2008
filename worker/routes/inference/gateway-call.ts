import type { Env } from "../../env.ts";
import type { Run, RunRequest, Task } from "../../gateway/run-types.ts";
import { DATA_HEADERS } from "../../middleware/security-headers.ts";
import { readJsonBody } from "../read-json-body.ts";
import { INFERENCE_LIMITS } from "../../limits.ts";
import { requireApiKey } from "./api-key.ts";
import type { Caller } from "./open-gateway.ts";
import { openGateway } from "./open-gateway.ts";
import { runHeaders } from "./run-headers.ts";
import type { RequestOptions } from "./run-options.ts";
import { requestOptions } from "./run-options.ts";

/** A run that a request has asked for; it asks its model when it is read. */
export interface GatewayCall<T extends Task> {
  readonly run: Run<T>;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Ends the run, upstream included. */
  readonly stop: () => void;
}

/** A JSON request of somebody who may ask. Throws AppError. */
export async function authorizedJson(request: Request, env: Env): Promise<unknown> {
  await requireApiKey(request, env);
  return readJsonBody(request, INFERENCE_LIMITS.bodyBytes);
}

/** Calls the gateway for an HTTP request, with the options of its headers. Throws AppError. */
export function callGateway<T extends Task>(
  request: Request,
  caller: Caller,
  run: RunRequest<T>,
): GatewayCall<T> {
  return startCall(caller, run, requestOptions(request.headers), request.signal);
}

/** Calls the gateway. Throws AppError for what is wrong with the request. */
export function startCall<T extends Task>(
  caller: Caller,
  run: RunRequest<T>,
  { options, metadata }: RequestOptions,
  signal: AbortSignal | undefined,
): GatewayCall<T> {
  const control = new AbortController();
  const signals = signal === undefined ? [control.signal] : [signal, control.signal];
  return {
    run: openGateway(caller).run({ ...run, options, metadata, signal: AbortSignal.any(signals) }),
    startedAt: Date.now(),
    stop: () => control.abort(),
  };
}

/** Headers of an answer of this type. */
export function answerHeaders(run: Run<Task>, contentType: string): Record<string, string> {
  return { ...DATA_HEADERS, ...runHeaders(run), "content-type": contentType };
}

/** A whole answer in JSON. */
export function jsonAnswer(run: Run<Task>, value: object): Response {
  return new Response(JSON.stringify(value), { headers: answerHeaders(run, "application/json") });
}
