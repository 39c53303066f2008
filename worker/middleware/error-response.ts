import { AppError } from "../../shared/errors/app-error.ts";
import { ERROR_CODES } from "../../shared/errors/error-codes.ts";

/**
 * Anything thrown as the answer that goes out: the code's status and
 * `{ error: { code, message, field?, retryable } }`. What was thrown underneath is logged where it
 * is our own fault, and stays here.
 */
export function errorResponse(thrown: unknown): Response {
  const error = AppError.from(thrown);
  if (error.code === "internal") logError(error);
  const headers = new Headers({ "cache-control": "no-store" });
  if (error.retryAfter !== undefined) headers.set("retry-after", String(error.retryAfter));
  return Response.json(
    {
      error: {
        code: error.code,
        message: error.message,
        ...(error.field === undefined ? {} : { field: error.field }),
        retryable: error.retryable,
      },
    },
    { status: ERROR_CODES[error.code].status, headers },
  );
}

function logError(error: AppError): void {
  // oxlint-disable-next-line no-console -- the platform's log is the console
  console.error(error.message, error.cause ?? error);
}
