import type { AppError } from "../../../shared/errors/app-error.ts";
import type { ErrorCode } from "../../../shared/errors/error-codes.ts";
import { ERROR_CODES } from "../../../shared/errors/error-codes.ts";
import { triedModels } from "../tried-models.ts";

/**
 * Numbers that Cloudflare's clients know (https://developers.cloudflare.com/workers-ai/platform/errors/,
 * and for guards https://developers.cloudflare.com/ai-gateway/features/guardrails/set-up-guardrail/).
 */
const NUMBERS: { readonly [Code in ErrorCode]?: number } = {
  bad_input: 5004,
  bad_media: 5004,
  unsupported: 5004,
  too_large: 3006,
  not_found: 5007,
  unauthorized: 10_000,
  forbidden: 5018,
  prompt_refused: 2016,
  answer_refused: 2017,
  rate_limited: 3036,
  model_unavailable: 3040,
  timeout: 3007,
  aborted: 3008,
};
const OTHER_NUMBER = 5000;

/** The envelope of Cloudflare's REST around a result. */
export function cloudflareResult(result: unknown): object {
  return { result, success: true, errors: [], messages: [] };
}

/** The envelope around an error; its code is a number there, and ours stands beside it. */
export function cloudflareErrors(error: AppError): object {
  const attempts = triedModels(error);
  return {
    result: null,
    success: false,
    errors: [
      {
        code: cloudflareNumber(error),
        message: error.message,
        error_code: error.code,
        ...(error.field === undefined ? {} : { field: error.field }),
        ...(attempts.length === 0 ? {} : { attempts }),
      },
    ],
    messages: [],
  };
}

/** The number of an error. */
export function cloudflareNumber({ code }: AppError): number {
  return NUMBERS[code] ?? OTHER_NUMBER;
}

/** The HTTP status of an error. */
export function cloudflareStatus({ code }: AppError): number {
  return code === "unsupported" || code === "bad_media" ? 400 : ERROR_CODES[code].status;
}
