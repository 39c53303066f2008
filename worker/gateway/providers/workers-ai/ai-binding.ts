import { AppError } from "../../../../shared/errors/app-error.ts";
import { errorOfStatus, unreachable } from "../upstream-error.ts";

/**
 * The part of the Workers AI binding that is used. `returnRawResponse` makes it answer with the
 * HTTP response itself, so that a failure has a status
 * (https://developers.cloudflare.com/workers-ai/configuration/bindings/).
 */
export interface AiBinding {
  run(
    model: string,
    input: Record<string, unknown>,
    options: { readonly returnRawResponse: true; readonly signal: AbortSignal },
  ): Promise<Response>;
}

/** Name of the provider in `provider/model`. */
export const WORKERS_AI = "workers-ai";

/** Whether an environment's `AI` is such a binding. */
export function isAiBinding(value: unknown): value is AiBinding {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { run?: unknown }).run === "function"
  );
}

/** Runs a model and gives back its 2xx answer, the body unread. */
export async function runModel(
  ai: AiBinding,
  model: string,
  input: Record<string, unknown>,
  signal: AbortSignal,
): Promise<Response> {
  let response: Response;
  try {
    response = await ai.run(model, input, { returnRawResponse: true, signal });
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof AppError) throw thrown;
    throw unreachable(WORKERS_AI, thrown);
  }
  if (response.ok) return response;
  await response.body?.cancel();
  throw errorOfStatus(WORKERS_AI, model, response.status, response.headers.get("retry-after"));
}
