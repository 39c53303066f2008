import { AppError } from "../../shared/errors/app-error.ts";
import { errorData } from "../../worker/gateway/error-data.ts";
import type { Answer } from "../../worker/gateway/runner-client.ts";
import { logInternal } from "./log-internal.ts";

/** What work gives, or its error as data: an AppError would lose its fields on its way. */
export async function answered<T>(work: () => T | Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    const error = AppError.from(thrown);
    logInternal(error);
    return { ok: false, error: errorData(error) };
  }
}
