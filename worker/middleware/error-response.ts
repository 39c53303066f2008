import { AppError } from "../../shared/errors/app-error.ts";
import { ERROR_CODES } from "../../shared/errors/error-codes.ts";
import { DATA_HEADERS } from "./security-headers.ts";

/**
 * Anything thrown as the answer that goes out: the code's status and
 * `{ error: { code, message, field?, retryable } }`. What was thrown underneath is logged where it
 * is our own fault, and stays here.
 */
export function errorResponse(thrown: unknown): Response {
  const error = AppError.from(thrown);
  logInternal(error);
  const headers = new Headers(DATA_HEADERS);
  if (error.retryAfter !== undefined) headers.set("retry-after", String(error.retryAfter));
  const { status } = ERROR_CODES[error.code];
  return Response.json({ error: errorBody(error) }, { status, headers });
}

/** What an error says on the wire. */
export function errorBody({ code, message, field, retryable }: AppError): object {
  return { code, message, ...(field === undefined ? {} : { field }), retryable };
}

/** Logs what was thrown underneath where it is our own fault. */
export function logInternal(error: AppError): void {
  if (error.code !== "internal" || error.cause === undefined) return;
  // oxlint-disable-next-line no-console -- the platform's log is the console
  console.error(error.message, error.cause);
}
