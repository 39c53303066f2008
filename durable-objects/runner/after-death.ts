import type { RunJob } from "../../worker/gateway/run-job.ts";
import type { Task, TaskEvent, TaskInput } from "../../worker/gateway/run-types.ts";
import type { RunRecord } from "./run-record.ts";

/** What becomes of a run whose Runner died while it was live. */
export type AfterDeath =
  /** It goes on with this job, from what it has said. */
  | { readonly type: "continue"; readonly job: RunJob }
  /** It had said everything. */
  | { readonly type: "done" }
  | { readonly type: "interrupted" };

/**
 * Decides by the request's policy and by what was journalled: prose goes on from where it broke; a
 * tool call, a JSON document and bytes of a provider can't.
 */
export function afterDeath(
  record: RunRecord,
  job: RunJob | undefined,
  said: readonly TaskEvent[Task][],
  { hasEvents, revivals }: { readonly hasEvents: boolean; readonly revivals: number },
): AfterDeath {
  if (said.some((event) => event.type === "finish")) return { type: "done" };
  if (!record.isRevivable || job === undefined) return { type: "interrupted" };
  if (record.gaps.length >= revivals) return { type: "interrupted" };
  if (said.length === 0)
    return hasEvents ? { type: "interrupted" } : { type: "continue", job: uncached(job) };
  const isProse = said.every((event) => event.type === "text" || event.type === "reasoning");
  if (!isProse || job.request.task !== "text") return { type: "interrupted" };
  const { responseFormat } = job.request.input as TaskInput["text"];
  if (responseFormat !== undefined && responseFormat.type !== "text")
    return { type: "interrupted" };
  // A provider that got the caller's own words would begin its answer anew.
  const { native: _, ...rest } = job;
  return { type: "continue", job: { ...rest, request: { ...job.request, said: textOf(said) } } };
}

/** The Runner meters a second life's attempts itself, behind those of the first. */
function uncached(job: RunJob): RunJob {
  const { cache, ...options } = job.request.options ?? {};
  return cache === undefined ? job : { ...job, request: { ...job.request, options } };
}

/** The text of an answer. */
export function textOf(said: readonly TaskEvent[Task][]): string {
  return said.map((event) => (event.type === "text" ? event.text : "")).join("");
}
