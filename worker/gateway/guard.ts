import { AppError } from "../../shared/errors/app-error.ts";
import type { RunEvent } from "./race-state.ts";
import type { Gateway, Run, RunRequest, Task, TaskEvent } from "./run-types.ts";
import { takeSentences } from "./sentence-border.ts";

/** A rule about what goes in and out. Every hook may be left out. */
export interface Guard {
  /** For logs; callers don't see it. */
  readonly name: string;
  /** Gives back the request, or another one in its place. Throws AppError to refuse it. */
  before?<T extends Task>(request: RunRequest<T>): RunRequest<T> | Promise<RunRequest<T>>;
  /**
   * Sees each sentence of the answer as soon as it is complete, while the stream goes on. Throws
   * AppError to end the run there: at once, or when its promise rejects. `finish` waits for it.
   */
  watch?(sentence: string): void | Promise<void>;
  /**
   * Gives back each sentence, or other text in its place. Text then comes out by sentences, as
   * what has been given out can't be taken back. Throws AppError to end the run.
   */
  rewrite?(sentence: string): string | Promise<string>;
}

/** A gateway whose requests and answers go through guards, in their order. */
export function createGuardedGateway(inner: Gateway, guards: readonly Guard[]): Gateway {
  return {
    sees: (model) => inner.sees(model),
    run: (request) => guardedRun(request, inner, guards),
  };
}

function guardedRun<T extends Task>(
  request: RunRequest<T>,
  inner: Gateway,
  guards: readonly Guard[],
): Run<T> {
  const id = request.id ?? `run_${crypto.randomUUID()}`;
  const checked = before({ ...request, id }, guards);
  let run = checked instanceof Promise ? undefined : inner.run(checked);
  let source: AsyncIterator<RunEvent> | undefined;
  async function* read(): AsyncGenerator<RunEvent, void> {
    run ??= inner.run(await checked);
    source = run[Symbol.asyncIterator]();
    yield* guarded(source, guards);
  }
  const events = read();
  const iterator: AsyncIterator<RunEvent> = {
    next: () => events.next(),
    // A generator would wait for the next event before it lets go.
    async return() {
      source?.return?.().then(undefined, () => undefined);
      return events.return();
    },
  };
  return {
    id,
    get model() {
      return run?.model ?? request.model ?? "";
    },
    get cache() {
      return run?.cache;
    },
    attempts: () => run?.attempts() ?? [],
    [Symbol.asyncIterator]: () => iterator as AsyncIterator<TaskEvent[T]>,
  };
}

/** What a guard refuses at once shows at `run`; one that must ask somebody, when the run is read. */
function before<T extends Task>(
  request: RunRequest<T>,
  guards: readonly Guard[],
): RunRequest<T> | Promise<RunRequest<T>> {
  let checked: RunRequest<T> | Promise<RunRequest<T>> = request;
  for (const guard of guards) {
    if (guard.before === undefined) continue;
    const hook = guard.before.bind(guard);
    checked = checked instanceof Promise ? checked.then((one) => hook(one)) : hook(checked);
  }
  // It is thrown where the run is read.
  if (checked instanceof Promise) checked.catch(() => undefined);
  return checked;
}

async function* guarded(
  source: AsyncIterator<RunEvent>,
  guards: readonly Guard[],
): AsyncGenerator<RunEvent, void> {
  const verdicts = new Set<Promise<void>>();
  let stopped: AppError | undefined;
  const watch = (sentence: string): void => {
    for (const guard of guards) {
      const verdict = guard.watch?.(sentence);
      if (verdict === undefined) continue;
      const settled = verdict
        .catch((thrown: unknown) => {
          stopped ??= AppError.from(thrown);
          // What is being waited for is not wanted any more.
          source.return?.().then(undefined, () => undefined);
        })
        .finally(() => verdicts.delete(settled));
      verdicts.add(settled);
    }
  };
  const rewrites = guards.some((guard) => guard.rewrite !== undefined);
  let rest = "";
  try {
    for (;;) {
      let result: IteratorResult<RunEvent>;
      try {
        result = await source.next();
      } catch (thrown) {
        throw stopped ?? thrown;
      }
      if (stopped !== undefined) throw stopped;
      if (result.done === true) return;
      const event = result.value;
      if (event.type === "text") {
        const [left, sentences] = takeSentences(rest, event.text);
        rest = left;
        for (const sentence of sentences) watch(sentence);
        if (!rewrites) yield event;
        else for (const sentence of sentences) yield* rewritten(sentence, guards);
        continue;
      }
      if (event.type !== "reasoning" && rest !== "") {
        const last = rest;
        rest = "";
        watch(last);
        if (rewrites) yield* rewritten(last, guards);
      }
      if (event.type === "finish") await Promise.all(verdicts);
      if (stopped !== undefined) throw stopped as AppError;
      yield event;
    }
  } finally {
    source.return?.().then(undefined, () => undefined);
  }
}

async function* rewritten(
  sentence: string,
  guards: readonly Guard[],
): AsyncGenerator<RunEvent, void> {
  let text = sentence;
  for (const guard of guards) text = (await guard.rewrite?.(text)) ?? text;
  if (text !== "") yield { type: "text", text };
}
