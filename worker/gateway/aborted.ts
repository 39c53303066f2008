import { AppError } from "../../shared/errors/app-error.ts";

/** What is thrown to whoever's signal has aborted, whatever the reason given. */
export function abortedBy(signal: AbortSignal | undefined): AppError {
  const cause: unknown = signal?.reason;
  return new AppError("aborted", "The work was cancelled.", { cause });
}
