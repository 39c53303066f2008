import { AppError } from "../../../shared/errors/app-error.ts";
import { logInternal } from "../../middleware/error-response.ts";
import { DATA_HEADERS } from "../../middleware/security-headers.ts";

/** How a format says over HTTP that something went wrong. */
export interface ErrorFormat {
  status(error: AppError): number;
  body(error: AppError): object;
}

/** Answers whatever is thrown in a format's own shape. */
export function formatErrors(format: ErrorFormat): (thrown: unknown) => Response {
  return (thrown) => {
    const error = AppError.from(thrown);
    logInternal(error);
    const headers = new Headers(DATA_HEADERS);
    if (error.retryAfter !== undefined) headers.set("retry-after", String(error.retryAfter));
    return Response.json(format.body(error), { status: format.status(error), headers });
  };
}
