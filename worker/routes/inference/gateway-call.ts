import type { Env } from "../../env.ts";
import { unsupportedField } from "../../formats/parse-body.ts";
import { asksCache } from "../../gateway/cache.ts";
import type { OpenAttempt } from "../../gateway/engine.ts";
import { isGuarded } from "../../gateway/guards-of.ts";
import type { NativeRequest } from "../../gateway/lanes/native/native-format.ts";
import { nativeLane } from "../../gateway/lanes/native/native-lane.ts";
import type { Run, RunOptions, RunRequest, Task } from "../../gateway/run-types.ts";
import { DATA_HEADERS } from "../../middleware/security-headers.ts";
import { readJsonBody } from "../read-json-body.ts";
import { INFERENCE_LIMITS } from "../../limits.ts";
import { requireApiKey } from "./api-key.ts";
import type { Caller } from "./open-gateway.ts";
import { openGateway } from "./open-gateway.ts";
import { routingOf } from "./routing-input.ts";
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

/**
 * How a request over HTTP is to be carried out: what its headers say, and what a dynamic route may
 * look at. Throws AppError naming the header.
 */
export function optionsOf(
  { headers }: Request,
  { model }: RunRequest<Task>,
  body: unknown,
): RequestOptions {
  return { ...requestOptions(headers), ...routingOf(model, headers, body) };
}

/** Calls the gateway, on the native lane where the request may take it. Throws AppError. */
export function callGateway<T extends Task>(
  caller: Caller,
  run: RunRequest<T>,
  options: RequestOptions,
  native?: NativeRequest,
): GatewayCall<T> {
  if (native === undefined || !mayPass(caller.env, options.options)) {
    if (native?.nativeOnly !== undefined)
      throw unsupportedField(native.nativeOnly, "only the native lane carries it.");
    return startCall(caller, run, options, undefined);
  }
  const open = nativeLane(native, (url, init) => fetch(url, init));
  return startCall(caller, run, options, undefined, open);
}

/** What keeps, repeats, mends or guards an answer must read it. */
function mayPass(env: Env, options: RunOptions): boolean {
  const { journal, onBreak } = options;
  if (isGuarded(env, options) || asksCache(options)) return false;
  return journal !== true && onBreak !== "continue";
}

/**
 * Calls the gateway. A caller over HTTP has no signal of its own: before its answer begins the
 * platform ends all that a request has under way when its caller goes, and later the answer's body
 * tells. Throws AppError for what is wrong with the request.
 */
export function startCall<T extends Task>(
  caller: Caller,
  run: RunRequest<T>,
  { options, metadata, routing }: RequestOptions,
  signal: AbortSignal | undefined,
  open?: OpenAttempt,
): GatewayCall<T> {
  const control = new AbortController();
  signal?.addEventListener("abort", () => control.abort(signal.reason), { once: true });
  const routed = routing === undefined ? run : { ...run, routing };
  const request = { ...routed, metadata, signal: control.signal };
  // A provider's own bytes can't be gone on with by another.
  const policy = open === undefined ? options : { ...options, onBreak: "error" as const };
  return {
    run: openGateway(caller, open).run({ ...request, options: policy }),
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
