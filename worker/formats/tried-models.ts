import type { AppError } from "../../shared/errors/app-error.ts";
import type { TriedAttempt } from "../gateway/run-error.ts";
import { RunError } from "../gateway/run-error.ts";

/** What was tried before a request failed, in order; nothing that providers wrote is in it. */
export function triedModels(error: AppError): readonly TriedAttempt[] {
  return error instanceof RunError ? error.attempts : [];
}
