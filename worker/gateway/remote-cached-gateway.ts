import { AppError } from "../../shared/errors/app-error.ts";
import { abortedBy } from "./aborted.ts";
import type { AnswerCacheNamespace } from "./answer-cache-client.ts";
import { answerCacheName, answerRecords } from "./answer-cache-client.ts";
import type { AnswerRecord, AnswerState } from "./answer-records.ts";
import { isCached } from "./cache.ts";
import { cacheKey } from "./cache-key.ts";
import type { Clock } from "./clock.ts";
import { errorOf } from "./error-data.ts";
import type { GatewayLimits } from "./limits.ts";
import { packData } from "./packed-data.ts";
import type { RunEvent } from "./race-state.ts";
import type { Gateway, Run, RunRequest, Task, TaskEvent } from "./run-types.ts";

/** What a cache in other objects is used with. */
export interface RemoteCacheTools {
  readonly caches: AnswerCacheNamespace;
  readonly clock: Clock;
  readonly limits: GatewayLimits;
  readonly newId: () => string;
}

/**
 * A gateway whose cacheable requests are carried out in the object of their key, together with
 * simultaneous ones of the same key, or answered from there. What can't be asked there (it is too large, the object
 * can't be reached or has too many readers) just runs here, and isn't kept.
 */
export function createRemoteCachedGateway(inner: Gateway, tools: RemoteCacheTools): Gateway {
  return {
    sees: (model) => inner.sees(model),
    run: <T extends Task>(request: RunRequest<T>): Run<T> => {
      if (!isCached(request as RunRequest<Task>)) return inner.run(request);
      const whole = { ...request, id: request.id ?? tools.newId() };
      // It shows what is wrong with the request, and asks nobody unless it is read.
      const own = inner.run(whole);
      const answer = new RemoteAnswer(whole as IdentifiedRequest, own as Run<Task>, tools);
      return {
        id: whole.id,
        get model() {
          return answer.state?.model ?? own.model;
        },
        get cache() {
          return answer.state?.cache;
        },
        attempts: () => answer.state?.attempts ?? own.attempts(),
        [Symbol.asyncIterator]: () =>
          answer as AsyncIterator<RunEvent> as AsyncIterator<TaskEvent[T]>,
      };
    },
  };
}

type IdentifiedRequest = RunRequest<Task> & { readonly id: string };

type Source =
  /** Nothing was asked yet. */
  | { readonly type: "ready" }
  | { readonly type: "opening" }
  | {
      readonly type: "cache";
      readonly records: AsyncIterator<AnswerRecord, void>;
      hasBegun: boolean;
    }
  /** The cache couldn't give it. */
  | { readonly type: "own"; readonly events: AsyncIterator<RunEvent> }
  | { readonly type: "over" };

/** Reads an answer from its object, or from the run itself where the cache can't give one. */
class RemoteAnswer implements AsyncIterator<RunEvent, undefined> {
  /** What the object has told last. */
  state: AnswerState | undefined;
  readonly #request: IdentifiedRequest;
  readonly #own: Run<Task>;
  readonly #tools: RemoteCacheTools;
  /** Aborts with the error that this reader gets. */
  readonly #control = new AbortController();
  #source: Source = { type: "ready" };
  #cancelTimeout = (): void => undefined;

  constructor(request: IdentifiedRequest, own: Run<Task>, tools: RemoteCacheTools) {
    this.#request = request;
    this.#own = own;
    this.#tools = tools;
  }

  async next(): Promise<IteratorResult<RunEvent, undefined>> {
    try {
      if (this.#source.type === "ready") this.#source = await this.#open();
      if (this.#source.type === "cache") {
        const event = await this.#read(this.#source);
        if (event !== undefined) return { done: false, value: event };
      }
    } catch (thrown) {
      this.#close();
      if (thrown === LEFT) return OVER;
      throw AppError.from(thrown);
    }
    const source: Source = this.#source;
    if (source.type !== "own") return OVER;
    const result = await source.events.next();
    return result.done === true ? OVER : result;
  }

  async return(): Promise<IteratorResult<RunEvent, undefined>> {
    const source = this.#source;
    this.#stop(LEFT);
    if (source.type === "own") await source.events.return?.();
    return OVER;
  }

  async #open(): Promise<Source> {
    const { signal, ...request } = this.#request;
    const { caches, limits, clock } = this.#tools;
    if (signal?.aborted === true) throw abortedBy(signal);
    signal?.addEventListener("abort", this.#abort, { once: true });
    const { timeoutMs, cache, ...options } = request.options ?? {};
    // Others may read the same run: each reader has its own time.
    if (timeoutMs !== undefined)
      this.#cancelTimeout = clock.schedule(timeoutMs, () =>
        this.#stop(new AppError("timeout", "The run took too long.")),
      );
    this.#source = { type: "opening" };
    const model = this.#isDefault() ? { model: this.#own.model } : {};
    const key = await cacheKey({ ...this.#request, ...model });
    this.#throwIfStopped();
    // It stands for the whole request, which need not be digested again there.
    const job = packData({ ...request, options: { ...options, cache: { ...cache, key } } });
    if (job.length > limits.cachedRequestBytes) return this.#readOwn();
    const records = answerRecords(
      caches.getByName(answerCacheName(key)),
      job,
      this.#control.signal,
    );
    return { type: "cache", records, hasBegun: false };
  }

  /** What serves by default may be another model tomorrow. */
  #isDefault(): boolean {
    const { model, models = [] } = this.#request;
    return model === undefined && models.length === 0;
  }

  /** The next event from the cache; undefined when there is none. */
  async #read(source: Source & { type: "cache" }): Promise<RunEvent | undefined> {
    for (;;) {
      const { value: record } = await source.records.next();
      this.#throwIfStopped();
      switch (record?.type) {
        case "state":
          this.state = record;
          break;
        case "event":
          source.hasBegun = true;
          return record.event;
        case "error":
          throw errorOf(record.error);
        case "end":
          this.#close();
          return undefined;
        case undefined:
          if (source.hasBegun)
            throw new AppError("internal", "The answer broke off on its way.", { retryable: true });
          this.#source = this.#readOwn();
          return undefined;
      }
    }
  }

  /** The run itself keeps its own time, and looks at the signal. */
  #readOwn(): Source {
    this.#close();
    this.state = undefined;
    return { type: "own", events: this.#own[Symbol.asyncIterator]() };
  }

  readonly #abort = (): void => this.#stop(abortedBy(this.#request.signal));

  #stop(error: AppError): void {
    this.#close();
    this.#control.abort(error);
  }

  #throwIfStopped(): void {
    const { signal } = this.#control;
    if (signal.aborted) throw signal.reason;
  }

  #close(): void {
    this.#source = { type: "over" };
    this.#request.signal?.removeEventListener("abort", this.#abort);
    this.#cancelTimeout();
  }
}

const OVER = { done: true, value: undefined } as const;
/** Not thrown to anybody: whoever has left is not there any more. */
const LEFT = new AppError("aborted", "The reader has left.");
