import type { ErrorCode } from "./error-codes.ts";
import { ERROR_CODES } from "./error-codes.ts";

/** What an {@link AppError} may carry besides its code and sentence. */
export interface AppErrorOptions {
  /** Overrides the code's own default from {@link ERROR_CODES}. */
  readonly retryable?: boolean;
  /** The input's field that is wrong, as a dotted path (`audio.in.rate`). */
  readonly field?: string;
  /** The provider that failed (`openai`, `local`), for logs and for the gateway's decisions. */
  readonly provider?: string;
  /** Seconds after which another try may succeed, where the other side said so. */
  readonly retryAfter?: number;
  /** What was thrown underneath; never leaves the server. */
  readonly cause?: unknown;
}

/**
 * The one error of the runtime. `code` is from a closed set; `message` is a sentence that may be
 * shown to anybody: it never holds a key, a stack, or an upstream's own text.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly field: string | undefined;
  readonly provider: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? ERROR_CODES[code].retryable;
    this.field = options.field;
    this.provider = options.provider;
    this.retryAfter = options.retryAfter;
  }

  /** Turns anything thrown into an AppError: an abort is `aborted`, the unknown is `internal`. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown;
    if (thrown instanceof Error && thrown.name === "AbortError")
      return new AppError("aborted", "The work was cancelled.", { cause: thrown });
    if (thrown instanceof Error && thrown.name === "TimeoutError")
      return new AppError("timeout", "The work took too long.", { cause: thrown });
    return new AppError("internal", "Something went wrong inside Parley.", { cause: thrown });
  }
}
