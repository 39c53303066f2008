import type { AppError } from "../../shared/errors/app-error.ts";
import type { ServerMessage, Stage } from "../../shared/protocol/server-messages.ts";

/** An error as the client is told it: a code and a safe sentence. */
export function errorEvent(
  { code, message, retryable, field }: AppError,
  where: { readonly stage?: Stage; readonly turn?: number } = {},
): Extract<ServerMessage, { type: "error" }> {
  const named = field === undefined ? {} : { field };
  return { type: "error", code, message, retryable, ...named, ...where };
}
