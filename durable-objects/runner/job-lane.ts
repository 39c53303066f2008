import { AppError } from "../../shared/errors/app-error.ts";
import { asksCache } from "../../worker/gateway/cache.ts";
import type { RunJob } from "../../worker/gateway/run-job.ts";

/** How a job is carried out. */
export interface JobLane {
  readonly request: RunJob["request"];
  /** Set where providers may get the request as its caller wrote it. */
  readonly native: RunJob["native"];
}

/**
 * Decides whether a job may take the native lane. A cache, guards and whoever goes on with an answer
 * must read it; a provider's own events are kept as they are, and can't be gone on with by another.
 * Throws AppError `unsupported` for a field that only the native lane carries.
 */
export function laneOf({ request, native }: RunJob, isGuarded: boolean): JobLane {
  const { options } = request;
  if (native === undefined) return { request, native };
  if (!isGuarded && !asksCache(options) && options?.onBreak !== "continue")
    return { request: { ...request, options: { ...request.options, onBreak: "error" } }, native };
  const { nativeOnly: field } = native;
  if (field === undefined) return { request, native: undefined };
  throw new AppError("unsupported", `${field}: only the native lane carries this.`, { field });
}
