import type { AttemptRecord } from "../../worker/gateway/attempt-record.ts";
import { asksCache } from "../../worker/gateway/cache.ts";
import { priceOf } from "../../worker/gateway/catalog/price-of.ts";
import type { RunJob } from "../../worker/gateway/run-job.ts";
import type { Task, TaskEvent, Usage } from "../../worker/gateway/run-types.ts";
import { usageOf } from "../../worker/gateway/usage.ts";
import { textOf } from "./after-death.ts";
import type { JournalBatch } from "./run-journal.ts";
import type { RunRecord } from "./run-record.ts";

/**
 * The record of the attempt that a death ended. Where its answer was whole, its usage is known; else
 * nobody reported it, and it is estimated from what was sent and what was journalled.
 */
function lostAttempt(
  record: RunRecord,
  job: RunJob | undefined,
  said: readonly TaskEvent[Task][],
  lastBatch: JournalBatch | undefined,
): AttemptRecord {
  const slash = record.model.indexOf("/");
  const provider = record.model.slice(0, Math.max(0, slash));
  const model = record.model.slice(slash + 1);
  const finish = said.find((event) => event.type === "finish");
  const usage = finish?.usage ?? lostUsage(record, job, said, lastBatch);
  const route = job?.request.route;
  return {
    runId: record.id,
    attempt: record.attempts.length,
    kind: kindOf(record),
    provider,
    model,
    ...(route === undefined ? {} : { route }),
    task: record.task,
    startedAt: record.startedAt,
    durationMs: Math.max(0, (lastBatch?.at ?? record.startedAt) - record.startedAt),
    ...(finish === undefined
      ? { status: "failed", error: "internal", usage, usageEstimated: true }
      : { status: "ok", usage }),
    costUsd: priceOf(provider, model, usage, record.startedAt),
    metadata: record.metadata,
  };
}

/**
 * The attempts of a run whose object died, the one that its death ended among them: it has none
 * where another run's answer was given.
 */
export function attemptsAtDeath(
  record: RunRecord,
  job: RunJob | undefined,
  said: readonly TaskEvent[Task][],
  lastBatch: JournalBatch | undefined,
): readonly AttemptRecord[] {
  const { attempts, cache } = record;
  const isWhole = attempts.some(({ status }) => status === "ok");
  if (isWhole || cache === "hit" || cache === "shared") return attempts;
  return [...attempts, lostAttempt(record, job, said, lastBatch)];
}

/** Whether what a run's first life tried is metered where the cache carried it out. */
export function isMeteredElsewhere({ cache, gaps }: RunRecord, job: RunJob | undefined): boolean {
  return gaps.length === 0 && (cache !== undefined || asksCache(job?.request.options));
}

function kindOf({ attempts, gaps }: RunRecord): AttemptRecord["kind"] {
  if (gaps.length > 0) return "continuation";
  return attempts.length === 0 ? "first" : "failover";
}

/** Where a provider's own events were kept, each counts as a token: so providers stream. */
function lostUsage(
  { task }: RunRecord,
  job: RunJob | undefined,
  said: readonly TaskEvent[Task][],
  lastBatch: JournalBatch | undefined,
): Usage {
  const events = lastBatch === undefined ? 0 : lastBatch.first + lastBatch.events.length;
  if (job === undefined) return { outputTokens: events };
  const text = textOf(said);
  const { usage } = usageOf(task, job.request.input, {
    usage: undefined,
    text,
    images: said.filter((event) => event.type === "image").length,
    begun: events > 0,
    error: undefined,
  });
  return said.length === 0 && events > 0 ? { ...usage, outputTokens: events } : usage;
}
