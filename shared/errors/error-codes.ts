/**
 * Every error code that can cross the wire, once: the HTTP status it becomes, and whether the same
 * request may succeed later. Documentation and clients derive from this table.
 */
export const ERROR_CODES = {
  bad_message: { status: 400, retryable: false, says: "A message is malformed or unknown." },
  bad_input: { status: 400, retryable: false, says: "A field of the input is wrong." },
  unauthorized: { status: 401, retryable: false, says: "The token or key is missing or wrong." },
  token_used: { status: 401, retryable: false, says: "A single-use token was used before." },
  token_expired: { status: 401, retryable: true, says: "The token has expired." },
  forbidden: { status: 403, retryable: false, says: "This key or origin may not do that." },
  origin_refused: { status: 403, retryable: false, says: "The page's origin is not listed." },
  not_found: { status: 404, retryable: false, says: "There is no such thing." },
  prompt_refused: { status: 400, retryable: false, says: "A guard refuses what is asked." },
  answer_refused: { status: 400, retryable: false, says: "A guard refuses the model's answer." },
  too_large: { status: 413, retryable: false, says: "The input is larger than its limit." },
  unsupported: { status: 415, retryable: false, says: "The format or the task is not supported." },
  bad_media: { status: 422, retryable: false, says: "The image or audio can't be read." },
  rate_limited: { status: 429, retryable: true, says: "Too many requests in this time." },
  aborted: { status: 499, retryable: false, says: "The work was cancelled." },
  internal: { status: 500, retryable: true, says: "Something went wrong inside Parley." },
  model_failed: { status: 502, retryable: true, says: "A model failed to answer." },
  model_unavailable: { status: 503, retryable: true, says: "No model can be reached." },
  timeout: { status: 504, retryable: true, says: "A model took too long." },
} as const satisfies Record<string, { status: number; retryable: boolean; says: string }>;

/** One code of {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;
