import { AppError } from "../../../shared/errors/app-error.ts";
import type { Run, Task, TaskEvent } from "../../gateway/run-types.ts";
import type { BegunRun } from "./sse-body.ts";

/**
 * Waits for a run's first event, so that what fails before it can still be an HTTP error. `stop`
 * ends the run. Throws what the run throws.
 */
export async function startReading<T extends Task>(
  run: Run<T>,
  stop: () => void,
): Promise<BegunRun & { readonly first: TaskEvent[T] }> {
  const rest = run[Symbol.asyncIterator]();
  const { done, value: first } = await rest.next();
  if (done === true) throw new AppError("model_failed", "The model gave no answer.");
  return { first, rest, stop };
}
