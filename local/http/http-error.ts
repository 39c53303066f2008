/** Machine-readable reasons, sent as `error.code`. */
export type HttpErrorCode =
  | "invalid_value"
  | "missing_field"
  | "invalid_json"
  | "invalid_api_key"
  | "not_found"
  | "method_not_allowed"
  | "model_not_found"
  | "too_large"
  | "unsupported_media"
  | "unreadable_media"
  | "queue_full"
  | "client_gone"
  | "model_failed"
  | "model_unavailable";

const STATUS = {
  invalid_value: 400,
  missing_field: 400,
  invalid_json: 400,
  invalid_api_key: 401,
  not_found: 404,
  method_not_allowed: 405,
  model_not_found: 404,
  too_large: 413,
  unsupported_media: 415,
  unreadable_media: 422,
  queue_full: 429,
  client_gone: 499,
  model_failed: 500,
  model_unavailable: 503,
} as const satisfies Record<HttpErrorCode, number>;

/** What an {@link HttpError} may carry besides its code and sentence. */
export interface HttpErrorOptions {
  /** The request's field that is wrong (`file`, `messages`), sent as `error.param`. */
  readonly param?: string;
  /** Seconds for the `Retry-After` header. */
  readonly retryAfter?: number;
  /** Methods for the `Allow` header of a 405. */
  readonly allow?: string;
  readonly cause?: unknown;
}

/**
 * An answer that is not 2xx. `message` goes to the client as it is, so it never holds a path, a
 * stack or a model's internals.
 */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly code: HttpErrorCode;
  readonly status: number;
  readonly param: string | undefined;
  readonly retryAfter: number | undefined;
  readonly allow: string | undefined;

  constructor(code: HttpErrorCode, message: string, options: HttpErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = STATUS[code];
    this.param = options.param;
    this.retryAfter = options.retryAfter;
    this.allow = options.allow;
  }

  /** Anything thrown as an HttpError: an abort is `client_gone`, the unknown is `model_failed`. */
  static from(thrown: unknown): HttpError {
    if (thrown instanceof HttpError) return thrown;
    if (thrown instanceof Error && thrown.name === "AbortError")
      return new HttpError("client_gone", "The client went away.", { cause: thrown });
    return new HttpError("model_failed", "The model failed on this request.", { cause: thrown });
  }

  /** OpenAI's error object. */
  toJSON(): { error: { message: string; type: string; param: string | null; code: string } } {
    const type = this.status < 500 ? "invalid_request_error" : "server_error";
    return {
      error: { message: this.message, type, param: this.param ?? null, code: this.code },
    };
  }

  /** The whole answer, headers included. */
  toResponse(): Response {
    const headers = new Headers();
    if (this.retryAfter !== undefined) headers.set("retry-after", String(this.retryAfter));
    if (this.allow !== undefined) headers.set("allow", this.allow);
    return Response.json(this.toJSON(), { status: this.status, headers });
  }
}
