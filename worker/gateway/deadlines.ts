import { AppError } from "../../shared/errors/app-error.ts";

/** What is watched, and how long it may take. */
export interface DeadlineOptions<Event> {
  start(signal: AbortSignal): AsyncIterable<Event>;
  readonly firstEventMs: number;
  readonly stallMs: number;
  readonly provider: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The events of `start`, each within its time: the first within `firstEventMs`, the others within
 * `stallMs` of being asked for, so that a slow reader is no timeout. When time is over, when
 * `signal` aborts, or when the reader stops, the signal that `start` was given aborts.
 * Throws AppError `timeout`, the reason of `signal`, or what the source throws.
 */
export async function* withDeadlines<Event>(
  options: DeadlineOptions<Event>,
): AsyncGenerator<Event, void, undefined> {
  const { signal: outer, provider } = options;
  outer?.throwIfAborted();
  const control = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    control.signal.addEventListener("abort", () => reject(control.signal.reason as Error), {
      once: true,
    });
  });
  // The abort at the end of every run has no reader any more.
  stopped.catch(() => undefined);
  const forward = (): void => control.abort(outer?.reason);
  outer?.addEventListener("abort", forward, { once: true });
  const source = options.start(control.signal)[Symbol.asyncIterator]();
  let limit = options.firstEventMs;
  try {
    for (;;) {
      const late = new AppError("timeout", `Provider ${provider} took too long.`, { provider });
      const timer = setTimeout(() => control.abort(late), limit);
      let result: IteratorResult<Event>;
      try {
        result = await Promise.race([source.next(), stopped]);
      } finally {
        clearTimeout(timer);
      }
      if (result.done === true) return;
      limit = options.stallMs;
      yield result.value;
    }
  } finally {
    outer?.removeEventListener("abort", forward);
    control.abort(new AppError("aborted", "The reader stopped."));
    // Not awaited: a source that hangs in spite of its signal must not hold the reader.
    source.return?.().catch(() => undefined);
  }
}
