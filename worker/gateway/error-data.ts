import { AppError } from "../../shared/errors/app-error.ts";
import type { ErrorCode } from "../../shared/errors/error-codes.ts";
import type { Incomplete, TriedAttempt } from "./run-error.ts";
import { RunError } from "./run-error.ts";

/** An error as it crosses between objects, where an AppError would lose its fields. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly field?: string;
  readonly provider?: string;
  readonly retryAfter?: number;
  /** What was tried, where models were asked. */
  readonly attempts?: readonly TriedAttempt[];
  /** What its caller has of the answer, where it has begun. */
  readonly incomplete?: Incomplete;
}

/** An error's fields as plain data; its cause stays here. */
export function errorData(error: AppError): ErrorData {
  const { code, message, retryable, field, provider, retryAfter } = error;
  return {
    code,
    message,
    retryable,
    ...(field === undefined ? {} : { field }),
    ...(provider === undefined ? {} : { provider }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(error instanceof RunError ? { attempts: error.attempts } : {}),
    ...(error instanceof RunError && error.incomplete !== undefined
      ? { incomplete: error.incomplete }
      : {}),
  };
}

/** The error that such data stands for. */
export function errorOf({ code, message, attempts, incomplete, ...options }: ErrorData): AppError {
  const error = new AppError(code, message, options);
  return attempts === undefined ? error : new RunError(error, attempts, incomplete, message);
}
