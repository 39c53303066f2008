import { AppError } from "../../shared/errors/app-error.ts";
import type { ErrorCode } from "../../shared/errors/error-codes.ts";
import type { AttemptKind } from "./attempt-record.ts";

/** One attempt that failed, in words that anybody may see. */
export interface TriedAttempt {
  /** `provider/model`. */
  readonly model: string;
  readonly kind: AttemptKind;
  readonly code: ErrorCode;
  readonly message: string;
}

/** What a caller already has of an answer that broke for good. */
export type Incomplete = "text" | "tool-call" | "other";

/**
 * How a run fails when models were asked. Its code is that of the last attempt; `attempts` says
 * what was tried and why each failed. `incomplete` is set when a part of the answer was given out.
 */
export class RunError extends AppError {
  readonly attempts: readonly TriedAttempt[];
  readonly incomplete: Incomplete | undefined;

  /** `message`: its sentence, where that was put together before. */
  constructor(
    error: AppError,
    attempts: readonly TriedAttempt[],
    incomplete?: Incomplete,
    message = sentence(error, attempts, incomplete),
  ) {
    super(error.code, message, {
      retryable: error.retryable,
      cause: error.cause ?? error,
      ...(error.field === undefined ? {} : { field: error.field }),
      ...(error.provider === undefined ? {} : { provider: error.provider }),
      ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
    });
    this.attempts = attempts;
    this.incomplete = incomplete;
  }
}

function sentence(
  error: AppError,
  attempts: readonly TriedAttempt[],
  incomplete: Incomplete | undefined,
): string {
  const tried =
    attempts.length < 2
      ? error.message
      : `No model answered. ${attempts.map(({ model, message }) => `${model}: ${message}`).join(" ")}`;
  switch (incomplete) {
    case undefined:
      return tried;
    case "tool-call":
      return `The answer broke off in a tool call, which is incomplete. ${tried}`;
    case "text":
    case "other":
      return `The answer is incomplete. ${tried}`;
  }
}
