import { AppError } from "../../shared/errors/app-error.ts";
import type { AttemptRecord } from "../../worker/gateway/attempt-record.ts";
import type { GatewayOptions } from "../../worker/gateway/gateway.ts";
import type {
  Gateway,
  Run,
  RunRequest,
  Task,
  TaskEvent,
  Usage,
} from "../../worker/gateway/run-types.ts";

type Step =
  | { readonly type: "event"; readonly event: TaskEvent[Task] }
  | { readonly type: "break"; readonly error: AppError };

/**
 * An upstream whose words the test speaks one by one, behind the gateway's own interface: it answers
 * every run with the same script, from its beginning.
 */
export class ScriptedRun {
  /** Every run that was read so far. */
  readonly requests: RunRequest<Task>[] = [];
  /** Runs whose signal was aborted before they ended. */
  cancelled = 0;
  /** Runs whose reader left before they ended. */
  left = 0;
  model = "scripted/model";
  readonly #steps: Step[] = [];
  #more = Promise.withResolvers<void>();

  say(...texts: string[]): void {
    for (const text of texts) this.event({ type: "text", text });
  }

  event(event: TaskEvent[Task]): void {
    this.#step({ type: "event", event });
  }

  finish(usage: Usage = { inputTokens: 3, outputTokens: 5 }): void {
    this.event({ type: "finish", reason: "stop", usage });
  }

  /** The upstream fails here. */
  break(error: AppError = new AppError("model_failed", "The model broke off.")): void {
    this.#step({ type: "break", error });
  }

  /** The gateway over this upstream, which meters as the real one does. */
  gateway(options: GatewayOptions = {}): Gateway {
    return {
      sees: () => false,
      run: <T extends Task>(request: RunRequest<T>): Run<T> => {
        const id = options.newId?.() ?? "run_none";
        const records: AttemptRecord[] = [];
        const ended = (status: AttemptRecord["status"], usage: Usage): void => {
          const record = attempt(id, this.model, request, status, usage);
          records.push(record);
          options.sink?.(record);
        };
        const left = new AbortController();
        const signal = AbortSignal.any([left.signal, ...(request.signal ? [request.signal] : [])]);
        const play = this.#play(request, signal, ended);
        const events: AsyncIterator<TaskEvent[Task]> = {
          next: () => play.next(),
          // A generator would wait for its next step before it lets go.
          return: async () => {
            this.left++;
            left.abort();
            return { done: true, value: undefined };
          },
        };
        return {
          id,
          model: this.model,
          attempts: () => records,
          [Symbol.asyncIterator]: () => events as AsyncIterator<TaskEvent[T]>,
        };
      },
    };
  }

  #step(step: Step): void {
    this.#steps.push(step);
    this.#more.resolve();
    this.#more = Promise.withResolvers<void>();
  }

  async *#play(
    request: RunRequest<Task>,
    signal: AbortSignal,
    ended: (status: AttemptRecord["status"], usage: Usage) => void,
  ): AsyncGenerator<TaskEvent[Task]> {
    this.requests.push(request);
    const aborted = new Promise<void>((resolve) =>
      signal.addEventListener("abort", () => resolve(), { once: true }),
    );
    for (let at = 0; ;) {
      if (signal.aborted) {
        if (request.signal?.aborted === true) this.cancelled++;
        ended("cancelled", {});
        throw new AppError("aborted", "The work was cancelled.");
      }
      const step = this.#steps[at];
      if (step === undefined) {
        await Promise.race([this.#more.promise, aborted]);
        continue;
      }
      at++;
      if (step.type === "break") {
        ended("failed", {});
        throw step.error;
      }
      if (step.event.type === "finish") ended("ok", step.event.usage);
      yield step.event;
      if (step.event.type === "finish") return;
    }
  }
}

function attempt(
  runId: string,
  name: string,
  { task, metadata = {} }: RunRequest<Task>,
  status: AttemptRecord["status"],
  usage: Usage,
): AttemptRecord {
  const [provider = "", model = ""] = name.split("/");
  return {
    runId,
    attempt: 0,
    kind: "first",
    provider,
    model,
    task,
    startedAt: Date.now(),
    durationMs: 1,
    status,
    usage,
    costUsd: undefined,
    metadata,
  };
}
