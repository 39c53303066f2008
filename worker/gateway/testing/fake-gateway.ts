import type { RunEvent } from "../race-state.ts";
import type { Gateway, Run, RunRequest, Task, TaskEvent } from "../run-types.ts";

/** A run that a test drives: it gives events when it is told to. */
export interface DrivenRun {
  readonly request: RunRequest<Task>;
  /** Events that were asked for so far. */
  asked: number;
  /** It was told to stop before its end. */
  left: boolean;
  give(event: RunEvent): void;
  text(word: string): void;
  finish(reason?: "stop" | "length" | "content-filter"): void;
  fail(error: Error): void;
}

/** A gateway without models, whose runs a test drives. */
export interface DrivenGateway extends Gateway {
  readonly runs: readonly DrivenRun[];
}

/** Makes one. */
export function createDrivenGateway(): DrivenGateway {
  const runs: DrivenRun[] = [];
  return {
    runs,
    sees: () => true,
    run<T extends Task>(request: RunRequest<T>): Run<T> {
      const waiting: PromiseWithResolvers<IteratorResult<RunEvent, undefined>>[] = [];
      const ready: PromiseWithResolvers<IteratorResult<RunEvent, undefined>>[] = [];
      const take = (): PromiseWithResolvers<IteratorResult<RunEvent, undefined>> => {
        const next = waiting.shift();
        if (next !== undefined) return next;
        const early = Promise.withResolvers<IteratorResult<RunEvent, undefined>>();
        early.promise.catch(() => undefined);
        ready.push(early);
        return early;
      };
      const run: DrivenRun = {
        request,
        asked: 0,
        left: false,
        give: (event) => take().resolve({ done: false, value: event }),
        text: (word) => run.give({ type: "text", text: word }),
        finish(reason = "stop") {
          run.give({ type: "finish", reason, usage: {} });
          take().resolve({ done: true, value: undefined });
        },
        fail: (error) => take().reject(error),
      };
      const iterator: AsyncIterator<RunEvent, undefined> = {
        next() {
          if (run.asked++ === 0) runs.push(run);
          const early = ready.shift();
          if (early !== undefined) return early.promise;
          const later = Promise.withResolvers<IteratorResult<RunEvent, undefined>>();
          waiting.push(later);
          return later.promise;
        },
        async return() {
          run.left = true;
          for (const one of waiting) one.resolve({ done: true, value: undefined });
          return { done: true, value: undefined };
        },
      };
      return {
        id: request.id ?? "run_1",
        model: "driven/m",
        attempts: () => [],
        [Symbol.asyncIterator]: () => iterator as AsyncIterator<TaskEvent[T]>,
      };
    },
  };
}
