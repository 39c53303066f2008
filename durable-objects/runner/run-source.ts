import type { AppError } from "../../shared/errors/app-error.ts";
import type { AttemptRecord } from "../../worker/gateway/attempt-record.ts";
import { carriedBy } from "../../worker/gateway/lanes/native/journalled-attempt.ts";
import type { Passage } from "../../worker/gateway/lanes/native/passage.ts";
import type { EventEncoder } from "../../worker/gateway/run-job.ts";
import type { Run, Task, TaskEvent } from "../../worker/gateway/run-types.ts";

/** One step of a run: what the engine said, where it did, and how the format writes it. */
export interface SourceStep {
  readonly event?: TaskEvent[Task];
  readonly texts: readonly string[];
  /** The way of the provider's own bytes to whoever asked; what is in `texts` goes there by itself. */
  readonly passage?: Passage;
}

/** Where a run's events come from. */
export interface RunSource<Item = unknown> {
  /** What comes, once. Throws AppError or what is underneath. */
  readonly items: AsyncIterable<Item>;
  /** Writes an item, each once and in order. */
  write(item: Item): SourceStep;
  /** What a reader is told when the run breaks; nothing where the format has no words for it. */
  fail(error: AppError): readonly string[];
  /** `provider/model` that serves now. */
  readonly model: string;
  attempts(): readonly AttemptRecord[];
  readonly cache: Run<Task>["cache"];
}

/**
 * An engine's run, written by the encoder that `encoderFor` makes once it is known who serves, or
 * as the provider wrote it where it answers in the format itself.
 */
export function engineSource(
  run: Run<Task>,
  encoderFor: (model: string) => EventEncoder,
): RunSource<TaskEvent[Task]> {
  let encoder: EventEncoder | undefined;
  let isNative = false;
  const encoderNow = (): EventEncoder => (encoder ??= encoderFor(run.model));
  return {
    items: run,
    write(event) {
      const carried = carriedBy(event);
      if (carried !== undefined) isNative = true;
      if (!isNative) return { event, texts: encoderNow().encode(event) };
      return { ...(event.type === "finish" ? { event } : {}), ...(carried ?? { texts: [] }) };
    },
    fail: (error) => encoderNow().fail(error),
    get model() {
      return run.model;
    },
    attempts: () => run.attempts(),
    get cache() {
      return run.cache;
    },
  };
}
