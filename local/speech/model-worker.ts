import { Worker } from "node:worker_threads";
import { HttpError } from "../http/http-error.ts";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

/** A worker's life. A worker that dies after it was ready is started again by the next run. */
export type WorkerState =
  | { readonly state: "idle" }
  | { readonly state: "loading"; readonly worker: Worker; readonly ready: Promise<void> }
  | { readonly state: "ready"; readonly worker: Worker }
  | { readonly state: "failed"; readonly message: string }
  | { readonly state: "closed" };

type Item<Output> =
  | { readonly type: "value"; readonly value: Output }
  | { readonly type: "end" }
  | { readonly type: "error"; readonly error: Error };

/**
 * The main thread's end of a model that lives in a worker thread (its other end is
 * {@link ./serve-model.ts serveModel}).
 */
export class ModelWorker<Input, Output> {
  readonly #name: string;
  readonly #file: URL;
  readonly #data: unknown;
  readonly #runs = new Map<number, (item: Item<Output>) => void>();
  #now: WorkerState = { state: "idle" };
  #nextId = 1;

  /**
   * @param name for sentences in errors
   * @param file the worker's module
   * @param data becomes `workerData`
   */
  constructor(name: string, file: URL, data: unknown) {
    this.#name = name;
    this.#file = file;
    this.#data = data;
  }

  get state(): WorkerState {
    return this.#now;
  }

  /** Resolves when the model is loaded. Rejects with the worker's own sentence when it can't be. */
  async start(): Promise<void> {
    if (this.#now.state === "ready") return;
    if (this.#now.state === "loading") return this.#now.ready;
    const worker = new Worker(this.#file, {
      workerData: this.#data,
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
      execArgv: ["--disable-warning=ExperimentalWarning"],
    });
    const ready = this.#loaded(worker);
    this.#now = { state: "loading", worker, ready };
    return ready;
  }

  /**
   * Runs the model on one input. Outputs come as they are made; the run ends in the worker soon
   * after `signal` aborts or the loop is left.
   * @throws HttpError `model_unavailable` when the worker can't be started, `model_failed` when the
   * run fails or the worker dies
   * @throws the signal's reason
   */
  async *run(input: Input, signal: AbortSignal, move: ArrayBuffer[] = []): AsyncGenerator<Output> {
    signal.throwIfAborted();
    const worker = await this.#readyWorker();
    signal.throwIfAborted();
    const id = this.#nextId++;
    const items: Item<Output>[] = [];
    let wake: (() => void) | undefined;
    const push = (item: Item<Output>): void => {
      items.push(item);
      wake?.();
    };
    const abort = (): void => push({ type: "error", error: signal.reason as Error });
    signal.addEventListener("abort", abort, { once: true });
    this.#runs.set(id, push);
    let ended = false;
    try {
      this.#post(worker, { type: "run", id, input }, move);
      for (;;) {
        const item = items.shift();
        if (item === undefined) {
          await new Promise<void>((resolve) => (wake = resolve));
          continue;
        }
        if (signal.aborted) throw signal.reason as Error;
        if (item.type === "value") yield item.value;
        else {
          ended = true;
          if (item.type === "error") throw item.error;
          return;
        }
      }
    } finally {
      signal.removeEventListener("abort", abort);
      this.#runs.delete(id);
      if (!ended || signal.aborted) this.#post(worker, { type: "cancel", id });
    }
  }

  /** Ends the thread. Runs that are under way fail. */
  async close(): Promise<void> {
    const before = this.#now;
    this.#now = { state: "closed" };
    this.#failRuns();
    if (before.state === "loading" || before.state === "ready") await before.worker.terminate();
  }

  async #readyWorker(): Promise<Worker> {
    if (this.#now.state !== "ready") {
      if (this.#now.state === "closed" || this.#now.state === "failed") throw this.#unavailable();
      await this.start().catch(() => {
        throw this.#unavailable();
      });
    }
    if (this.#now.state !== "ready") throw this.#unavailable();
    return this.#now.worker;
  }

  #loaded(worker: Worker): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (message: string): void => {
        this.#gone(worker, message);
        reject(new Error(message));
      };
      worker.on("message", (message: FromWorker<Output>) => {
        if (message.type === "ready") {
          if (this.#now.state === "loading") this.#now = { state: "ready", worker };
          resolve();
        } else if (message.type === "failed") {
          fail(message.message);
          void worker.terminate();
        } else this.#deliver(message);
      });
      worker.on("error", (error) => fail(error.message));
      worker.on("exit", () => fail(`The ${this.#name} worker ended.`));
    });
  }

  #deliver(message: Exclude<FromWorker<Output>, { type: "ready" | "failed" }>): void {
    const push = this.#runs.get(message.id);
    if (message.type === "value") push?.({ type: "value", value: message.value });
    else if (message.type === "end") push?.({ type: "end" });
    else
      push?.({
        type: "error",
        error: new HttpError("model_failed", `The ${this.#name} model failed on this request.`, {
          cause: message.message,
        }),
      });
  }

  /** A worker that was ready may be started again; one that never got there stays failed. */
  #gone(worker: Worker, message: string): void {
    const now = this.#now;
    if (now.state === "loading" && now.worker === worker) this.#now = { state: "failed", message };
    if (now.state === "ready" && now.worker === worker) {
      this.#now = { state: "idle" };
      this.#failRuns();
    }
  }

  #failRuns(): void {
    const error = new HttpError("model_failed", `The ${this.#name} worker ended during this run.`);
    for (const push of this.#runs.values()) push({ type: "error", error });
  }

  #post(worker: Worker, message: ToWorker<Input>, move: ArrayBuffer[] = []): void {
    worker.postMessage(message, move);
  }

  #unavailable(): HttpError {
    return new HttpError("model_unavailable", `The ${this.#name} model could not be loaded.`);
  }
}
