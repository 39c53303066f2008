import type { RoutedPlan } from "../../worker/gateway/routes/routed-plan.ts";
import type { RunJob } from "../../worker/gateway/run-job.ts";

/**
 * A job as it may be stored: without its caller's keys, and without what its route holds for its
 * first attempt, which is spent by then. Undefined when it is larger than `limit`
 * bytes; the run can't go on after a death then.
 */
export function keptJob(job: RunJob, limit: number): RunJob | undefined {
  const { keys: _, ...options } = job.request.options ?? {};
  const { routed } = job.request;
  const request = {
    ...job.request,
    options,
    ...(routed === undefined ? {} : { routed: spent(routed) }),
  };
  const kept = { ...job, request };
  return sizeOf(kept) > limit ? undefined : kept;
}

function spent(routed: RoutedPlan): RoutedPlan {
  const attempts = routed.attempts.map((attempt) => ({
    ...attempt,
    counters: attempt.counters.map(({ reserved: _, ...counter }) => counter),
  }));
  return { ...routed, attempts };
}

/** At least the bytes that plain data takes in a row, where text is Latin-1 or UTF-16. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return 8 + value.length * 2;
  if (ArrayBuffer.isView(value)) return 16 + value.byteLength;
  if (typeof value !== "object" || value === null) return 12;
  return Object.entries(value).reduce((sum, [key, one]) => sum + key.length + sizeOf(one), 8);
}
