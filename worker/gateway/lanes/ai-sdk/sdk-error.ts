import type { APICallError } from "@ai-sdk/provider";
import { AppError } from "../../../../shared/errors/app-error.ts";
import { brokeOff, errorOfStatus, unreadable } from "../../providers/upstream-error.ts";

/**
 * What a package threw, or put into its stream, as ours. Its own message is never used: it may quote
 * the provider, the prompt or the key.
 */
export function errorOfPackage(provider: string, model: string, thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  // An event of the provider's that says that it failed.
  if (!(thrown instanceof Error)) return brokeOff(provider, thrown);
  if (!isCallError(thrown)) return unreadable(provider, thrown);
  const { statusCode, responseHeaders } = thrown;
  if (statusCode === undefined) return brokeOff(provider, thrown);
  // A whole answer that isn't what the format promises comes with the status that it had.
  if (statusCode < 300) return unreadable(provider, thrown);
  return errorOfStatus(provider, model, statusCode, responseHeaders?.["retry-after"] ?? null);
}

/**
 * Whether a package says that its call failed, by the mark that its error classes carry, so that
 * nothing of the packages is loaded to tell.
 */
function isCallError(thrown: Error): thrown is APICallError {
  return Symbol.for("vercel.ai.error.AI_APICallError") in thrown;
}
