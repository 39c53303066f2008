import { AppError } from "../../../shared/errors/app-error.ts";

/** Longest wait that a provider may ask for and be believed, in seconds. */
const LONGEST_RETRY_AFTER = 3600;

/**
 * What an HTTP status other than 2xx means. The sentence is ours: what the provider wrote never
 * gets into it, as it may hold parts of the key, the prompt or of an account.
 */
export function errorOfStatus(
  provider: string,
  model: string,
  status: number,
  retryAfterHeader: string | null,
): AppError {
  const retryAfter = parseRetryAfter(retryAfterHeader);
  const options = { provider, ...(retryAfter === undefined ? {} : { retryAfter }) };
  const final = { ...options, retryable: false };
  if (status === 401 || status === 403)
    return new AppError("model_unavailable", `The key of provider ${provider} is refused.`, final);
  if (status === 402)
    return new AppError(
      "model_unavailable",
      `The account of provider ${provider} has no credit.`,
      final,
    );
  if (status === 404)
    return new AppError("model_unavailable", `Provider ${provider} has no model ${model}.`, final);
  if (status === 413)
    return new AppError("too_large", `The input is too large for provider ${provider}.`, options);
  if (status === 408 || status === 429)
    return new AppError("rate_limited", `Provider ${provider} is busy; try again later.`, options);
  if (status >= 500)
    return new AppError("model_failed", `Provider ${provider} failed (${status}).`, options);
  return new AppError(
    "model_failed",
    `Provider ${provider} refused the request (${status}).`,
    final,
  );
}

/** Nothing answered: no connection, no name, no TLS. */
export function unreachable(provider: string, cause: unknown): AppError {
  return new AppError("model_unavailable", `Provider ${provider} can't be reached.`, {
    provider,
    cause,
  });
}

/** The answer ended before it was complete. */
export function brokeOff(provider: string, cause?: unknown): AppError {
  return new AppError("model_failed", `The answer of provider ${provider} broke off.`, {
    provider,
    cause,
  });
}

/** The answer is not what the format promises. */
export function unreadable(provider: string, cause?: unknown): AppError {
  return new AppError("model_failed", `The answer of provider ${provider} can't be read.`, {
    provider,
    cause,
  });
}

/** Seconds of a `Retry-After` header (RFC 9110, section 10.2.3); its date form is not used here. */
export function parseRetryAfter(header: string | null): number | undefined {
  if (header === null || !/^\d{1,6}$/.test(header.trim())) return undefined;
  return Math.min(Number(header), LONGEST_RETRY_AFTER);
}
