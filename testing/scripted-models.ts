import { AppError } from "../shared/errors/app-error.ts";
import type { VirtualClock } from "../shared/testing/virtual-clock.ts";
import type { AttemptRecord } from "../worker/gateway/attempt-record.ts";
import type { Gateway, Run, RunRequest, Task, TaskEvent } from "../worker/gateway/run-types.ts";

/** One thing that a model does, so many milliseconds after what it did before. */
export type ModelAct =
  | { readonly after: number; readonly event: TaskEvent[Task] }
  | { readonly after: number; readonly error: AppError };

/** A call of a model, and what became of it. `lost`: the object that called died. */
export interface ModelCall<T extends Task = Task> {
  readonly number: number;
  readonly request: RunRequest<T>;
  readonly costUsd: number | undefined;
  /** Samples of sound that it gave so far. */
  samples: number;
  state: "new" | "running" | "finished" | "failed" | "cancelled" | "lost";
}

/** What the models do, in the end without an error unless one is named. */
export type ModelScript = (call: ModelCall) => readonly ModelAct[];

/** Models that follow a script on a clock of the test's own, behind the gateway's interface. */
export class ScriptedModels implements Gateway {
  readonly calls: ModelCall[] = [];
  readonly #clock: VirtualClock;
  readonly #script: ModelScript;
  readonly #lose = new Set<() => void>();
  readonly #costUsd: number | undefined;

  constructor(clock: VirtualClock, script: ModelScript, costUsd?: number) {
    this.#clock = clock;
    this.#script = script;
    this.#costUsd = costUsd;
  }

  sees(): boolean {
    return false;
  }

  run<T extends Task>(request: RunRequest<T>): Run<T> {
    const call: ModelCall = {
      number: this.calls.length,
      request,
      costUsd: this.#costUsd,
      samples: 0,
      state: "new",
    };
    this.calls.push(call);
    return {
      id: `run-${call.number}`,
      model: "scripted/model",
      attempts: () =>
        call.state === "new" ? [] : [{ costUsd: call.costUsd } as unknown as AttemptRecord],
      [Symbol.asyncIterator]: () => this.#events(call) as AsyncIterator<TaskEvent[T]>,
    };
  }

  /** Calls that are under way. */
  get running(): readonly ModelCall[] {
    return this.calls.filter(({ state }) => state === "running");
  }

  /** Whoever called is gone: nothing more comes of what is under way. */
  loseAll(): void {
    for (const lose of this.#lose) lose();
    this.#lose.clear();
    for (const call of this.running) call.state = "lost";
  }

  #events(call: ModelCall): AsyncIterator<unknown> {
    let acts: ModelAct[] | undefined;
    const signal = call.request.signal;
    const end = (state: ModelCall["state"]): void => {
      if (call.state === "running") call.state = state;
    };
    const next = (): Promise<IteratorResult<unknown, undefined>> => {
      if (acts === undefined) {
        call.state = "running";
        acts = [...this.#script(call)];
      }
      if (call.state === "lost") return new Promise(() => undefined);
      const act = acts.shift();
      if (act === undefined) {
        end("finished");
        return Promise.resolve({ done: true, value: undefined });
      }
      return new Promise((resolve, reject) => {
        const settle = (): void => {
          cancel();
          signal?.removeEventListener("abort", abort);
          this.#lose.delete(settle);
        };
        const abort = (): void => {
          settle();
          end("cancelled");
          reject(AppError.from(signal?.reason));
        };
        const cancel = this.#clock.schedule(act.after, () => {
          settle();
          if ("error" in act) {
            end("failed");
            acts = [];
            reject(act.error);
          } else {
            if (act.event.type === "audio") call.samples += act.event.samples.length;
            resolve({ done: false, value: act.event });
          }
        });
        if (signal?.aborted === true) return abort();
        signal?.addEventListener("abort", abort, { once: true });
        this.#lose.add(settle);
      });
    };
    return {
      next,
      return() {
        end("cancelled");
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }
}
