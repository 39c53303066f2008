import { AppError } from "../../shared/errors/app-error.ts";
import { withDeadlines } from "./deadlines.ts";

/** One try, ready to be started. */
export interface StartableAttempt<Event> {
  /** `provider/model`. */
  readonly name: string;
  /** Name of the provider, for errors. */
  readonly provider: string;
  start(signal: AbortSignal): AsyncIterable<Event>;
}

/** How attempts are run. */
export interface RaceOptions<Event> {
  readonly attempts: readonly StartableAttempt<Event>[];
  readonly firstEventMs: number;
  readonly stallMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Told before each attempt. */
  readonly onAttempt?: (name: string) => void;
}

/**
 * Runs attempts one after the other until one has begun to answer; from its first event on there is
 * no way back, and its failure is the run's. Ending the loop early, or `signal`, cancels upstream.
 * Throws AppError only.
 */
export async function* runAttempts<Event>(
  options: RaceOptions<Event>,
): AsyncGenerator<Event, void, undefined> {
  const { attempts, signal } = options;
  for (const [index, attempt] of attempts.entries()) {
    let begun = false;
    options.onAttempt?.(attempt.name);
    try {
      const events = withDeadlines({
        start: (upstream) => attempt.start(upstream),
        firstEventMs: options.firstEventMs,
        stallMs: options.stallMs,
        provider: attempt.provider,
        signal,
      });
      for await (const event of events) {
        begun = true;
        yield event;
      }
      return;
    } catch (thrown) {
      const error = signal?.aborted === true ? aborted(thrown) : AppError.from(thrown);
      if (begun || index === attempts.length - 1 || !mayFailOver(error)) throw error;
    }
  }
}

/** Whether another model may do better with the same request. */
export function mayFailOver(error: AppError): boolean {
  return (
    error.code === "model_failed" ||
    error.code === "model_unavailable" ||
    error.code === "rate_limited" ||
    error.code === "timeout"
  );
}

/** Whatever a cancelled call throws, it was cancelled: the reason given may be anything. */
function aborted(cause: unknown): AppError {
  return new AppError("aborted", "The work was cancelled.", { cause });
}
