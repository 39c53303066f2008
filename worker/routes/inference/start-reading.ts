import { AppError } from "../../../shared/errors/app-error.ts";
import type { Run, Task, TaskEvent } from "../../gateway/run-types.ts";

/** A run that has begun to answer. */
export interface BegunRun<T extends Task = Task> {
  readonly first: TaskEvent[T];
  /** The events after the first. */
  readonly rest: AsyncIterator<TaskEvent[T]>;
  /** Ends the run, upstream included. */
  readonly stop: () => void;
}

/**
 * Waits for a run's first event, so that what fails before it can still be an HTTP error. `stop`
 * ends the run. Throws what the run throws.
 */
export async function startReading<T extends Task>(
  run: Run<T>,
  stop: () => void,
): Promise<BegunRun<T>> {
  const rest = run[Symbol.asyncIterator]();
  const { done, value: first } = await rest.next();
  if (done === true) throw new AppError("model_failed", "The model gave no answer.");
  return { first, rest, stop };
}

/** All events of a run that has begun. */
export async function* allEvents<T extends Task>({
  first,
  rest,
}: BegunRun<T>): AsyncGenerator<TaskEvent[T], void> {
  yield first;
  for (;;) {
    const { done, value } = await rest.next();
    if (done === true) return;
    yield value;
  }
}
