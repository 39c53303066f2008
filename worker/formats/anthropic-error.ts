import type { AppError } from "../../shared/errors/app-error.ts";
import type { ErrorCode } from "../../shared/errors/error-codes.ts";
import { ERROR_CODES } from "../../shared/errors/error-codes.ts";
import { triedModels } from "./tried-models.ts";

/** The error of Anthropic's format (https://docs.claude.com/en/api/errors), with `attempts` besides. */
export interface AnthropicError {
  readonly type: "error";
  readonly error: {
    readonly type: string;
    readonly message: string;
    readonly attempts?: readonly object[];
  };
}

/** Statuses that clients of this format expect where ours is another. */
const STATUS: { readonly [Code in ErrorCode]?: number } = {
  unsupported: 400,
  bad_media: 400,
  model_unavailable: 529,
};

/** The HTTP status of an error; 529 is Anthropic's own for "overloaded". */
export function anthropicStatus({ code }: AppError): number {
  return STATUS[code] ?? ERROR_CODES[code].status;
}

/** An error's body; the same object is the data of the event `error` inside a stream. */
export function anthropicError(error: AppError): AnthropicError {
  const attempts = triedModels(error);
  return {
    type: "error",
    error: {
      type: typeOf(anthropicStatus(error)),
      message: error.message,
      ...(attempts.length === 0 ? {} : { attempts }),
    },
  };
}

function typeOf(status: number): string {
  switch (status) {
    case 401:
      return "authentication_error";
    case 403:
      return "permission_error";
    case 404:
      return "not_found_error";
    case 413:
      return "request_too_large";
    case 429:
      return "rate_limit_error";
    case 504:
      return "timeout_error";
    case 529:
      return "overloaded_error";
    default:
      return status < 500 ? "invalid_request_error" : "api_error";
  }
}
