import type { AppError } from "../../shared/errors/app-error.ts";

/** Milliseconds before the second try of a model; each further one waits twice as long. */
const BASE_MS = 200;

/** Whether another model may do better with the same request. */
export function mayFailOver(error: AppError): boolean {
  return (
    error.code === "model_failed" ||
    error.code === "model_unavailable" ||
    error.code === "rate_limited" ||
    error.code === "timeout"
  );
}

/**
 * Milliseconds to wait before the same model is tried again after its `tries`-th try, or undefined
 * when it must not be: what isn't retryable stays so, a model that was silent once has had its
 * time, and a wait above `limitMs` is the caller's to choose. `Retry-After` is a lower bound.
 * `random` is in [0, 1): it spreads callers that failed together.
 */
export function retryDelay(
  error: AppError,
  tries: number,
  random: number,
  limitMs: number,
): number | undefined {
  if (!mayFailOver(error) || !error.retryable || error.code === "timeout") return undefined;
  const backoff = BASE_MS * 2 ** (tries - 1) * (0.5 + random / 2);
  const asked = (error.retryAfter ?? 0) * 1000;
  const delay = asked === 0 ? backoff : asked + backoff;
  return delay > limitMs ? undefined : delay;
}
