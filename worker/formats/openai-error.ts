import type { AppError } from "../../shared/errors/app-error.ts";
import type { ErrorCode } from "../../shared/errors/error-codes.ts";
import { ERROR_CODES } from "../../shared/errors/error-codes.ts";
import { triedModels } from "./tried-models.ts";

/**
 * The error of OpenAI's formats (https://platform.openai.com/docs/guides/error-codes), with
 * `attempts` besides where models were tried.
 */
export interface OpenAiError {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string;
    readonly attempts?: readonly object[];
  };
}

/** Statuses that clients of these formats expect where ours is another. */
const STATUS: { readonly [Code in ErrorCode]?: number } = { unsupported: 400, bad_media: 400 };

/** Codes that clients of these formats know under another name. */
const CODES: { readonly [Code in ErrorCode]?: string } = {
  unauthorized: "invalid_api_key",
  prompt_refused: "content_policy_violation",
  answer_refused: "content_policy_violation",
};

/** The HTTP status of an error. */
export function openAiStatus({ code }: AppError): number {
  return STATUS[code] ?? ERROR_CODES[code].status;
}

/** An error's body; the same object is the error inside a stream. */
export function openAiError(error: AppError): OpenAiError {
  const attempts = triedModels(error);
  return {
    error: {
      message: error.message,
      type: typeOf(openAiStatus(error)),
      param: error.field ?? null,
      code: CODES[error.code] ?? error.code,
      ...(attempts.length === 0 ? {} : { attempts }),
    },
  };
}

function typeOf(status: number): string {
  if (status === 401) return "authentication_error";
  if (status === 403) return "permission_error";
  if (status === 404) return "not_found_error";
  if (status === 429) return "rate_limit_error";
  return status < 500 ? "invalid_request_error" : "server_error";
}
