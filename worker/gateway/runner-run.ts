import { AppError } from "../../shared/errors/app-error.ts";
import type { AttemptRecord } from "./attempt-record.ts";
import { readEventData } from "./event-reader.ts";
import type { RunnerClient, StartedRun } from "./runner-client.ts";
import type { Run, RunRequest, TaskEvent } from "./run-types.ts";

/** A run that ends apart from its reader. */
export interface OutlivingRun extends Run<"text"> {
  /**
   * Resolves when what it cost is known, and {@link attempts} is whole. For a run of which nothing
   * more is wanted: one that is still under way is cancelled.
   */
  settled(): Promise<void>;
}

/**
 * A run that a Runner carries out, as the engine's own: the same events, the same errors, and the
 * request's signal ends it. An id that there is already is attached to, from its first event on.
 */
export function runThroughRunner(
  request: RunRequest<"text">,
  runId: string,
  client: RunnerClient,
): OutlivingRun {
  let started: StartedRun | undefined;
  let attempts: readonly AttemptRecord[] = [];
  const events = async function* (): AsyncGenerator<TaskEvent["text"]> {
    const { signal, ...rest } = request;
    const start = (): Promise<StartedRun> =>
      client.start({ request: rest, format: "events" }, signal ? { runId, signal } : { runId });
    started = await start();
    let count = 0;
    let isOver = false;
    try {
      for await (const event of readEventData(started.stream)) {
        signal?.throwIfAborted();
        count++;
        isOver = event.type === "finish";
        yield event;
      }
      isOver = true;
    } catch (thrown) {
      isOver = thrown instanceof AppError;
      if (isOver || signal?.aborted === true) throw thrown;
      // The Runner died, and the run may go on without it.
      yield* readEventData(await client.resume(runId, count));
      isOver = true;
    } finally {
      // Who reads no further wants no more of it.
      if (!isOver) client.cancel(runId).catch(() => undefined);
    }
  };
  return {
    id: runId,
    get model() {
      return started?.model ?? request.model ?? "";
    },
    get cache() {
      return started?.cache;
    },
    attempts: () => attempts,
    async settled() {
      // One that never began has cost nothing.
      const state = await client.cancel(runId).catch(() => undefined);
      attempts = state?.attempts ?? [];
    },
    [Symbol.asyncIterator]: events,
  };
}
