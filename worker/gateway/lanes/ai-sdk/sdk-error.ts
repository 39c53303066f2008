import type { APICallError } from "@ai-sdk/provider";
import { AppError } from "../../../../shared/errors/app-error.ts";
import { brokeOff, errorOfStatus, unreadable } from "../../providers/upstream-error.ts";

/**
 * What a package threw, or put into its stream, as ours. Nothing of its own goes along, not even as
 * the cause: it quotes the prompt and what the provider wrote, and causes are logged.
 */
export function errorOfPackage(provider: string, model: string, thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  // An event of the provider's that says that it failed.
  if (!(thrown instanceof Error)) return brokeOff(provider);
  if (!isCallError(thrown)) return unreadable(provider);
  const { statusCode, responseHeaders } = thrown;
  if (statusCode === undefined) return brokeOff(provider);
  // A whole answer that isn't what the format promises comes with the status that it had.
  if (statusCode < 300) return unreadable(provider);
  return errorOfStatus(provider, model, statusCode, responseHeaders?.["retry-after"] ?? null);
}

/**
 * Whether a package says that its call failed, by the mark that its error classes carry, so that
 * nothing of the packages is loaded to tell.
 */
function isCallError(thrown: Error): thrown is APICallError {
  return Symbol.for("vercel.ai.error.AI_APICallError") in thrown;
}
