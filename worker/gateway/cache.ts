import { abortedBy } from "./aborted.ts";
import { cacheKey } from "./cache-key.ts";
import type { CacheStore, KeptAnswer } from "./cache-store.ts";
import type { Clock } from "./clock.ts";
import type { GatewayLimits } from "./limits.ts";
import type { RunEvent } from "./race-state.ts";
import type { Gateway, Run, RunOptions, RunRequest, Task, TaskEvent } from "./run-types.ts";
import type { AnswerRoom } from "./shared-answer.ts";
import { SharedAnswer } from "./shared-answer.ts";

/** What a cache works with. */
export interface CacheTools {
  readonly store: CacheStore;
  readonly clock: Clock;
  readonly limits: GatewayLimits;
}

interface Shared {
  readonly answer: SharedAnswer;
  readonly run: Run<Task>;
}

/** Whether a request that is carried out so asks for the cache. */
export function asksCache({ cache }: RunOptions = {}): boolean {
  return cache !== undefined && cache.skip !== true;
}

/** Whether the cache may answer a request: what goes on from a text is nobody else's answer. */
export function isCached({ options, said }: RunRequest<Task>): boolean {
  return said === undefined && asksCache(options);
}

/**
 * A gateway that gives the same answer to the same request again, for requests that ask for it
 * (`options.cache`): from the store, or together with a run that is under way, streams too. What
 * failed, was cut or was filtered is not kept. In a Worker, whose requests can't use each other's
 * connections, only an object may share runs: make it in a Durable Object.
 */
export function createCachedGateway(inner: Gateway, tools: CacheTools): Gateway {
  const running = new Map<string, Shared>();
  const room: AnswerRoom = { bytes: 0, limit: tools.limits.sharedAnswersBytes };
  return {
    sees: (model) => inner.sees(model),
    run: (request) =>
      isCached(request as RunRequest<Task>)
        ? cachedRun(request, inner, running, room, tools)
        : inner.run(request),
  };
}

function cachedRun<T extends Task>(
  request: RunRequest<T>,
  inner: Gateway,
  running: Map<string, Shared>,
  room: AnswerRoom,
  { store, clock, limits }: CacheTools,
): Run<T> {
  // It is made at once, so that what is wrong shows, and calls nobody unless it is read. Others may
  // come to read it too, so that it is not for one signal to cancel.
  const { signal, ...rest } = request;
  const own = inner.run<T>(rest);
  let status: Run<T>["cache"];
  let serving: { readonly model: string } = own;

  const lead = (key: string): SharedAnswer => {
    const events: AsyncIterable<RunEvent> = own;
    const answer = new SharedAnswer(events, limits.cachedAnswerBytes, room, {
      closed: () => void running.delete(key),
      completed(kept) {
        if (!isWorthKeeping(kept)) return;
        const ttl = request.options?.cache?.ttlSeconds ?? limits.cacheSeconds;
        const seconds = Math.min(ttl, limits.longestCacheSeconds);
        if (seconds <= 0) return;
        const entry: KeptAnswer = { model: own.model, events: kept };
        store.set(key, entry, clock.now() + seconds * 1000);
      },
    });
    running.set(key, { answer, run: own as Run<Task> });
    return answer;
  };

  const open = async (): Promise<AsyncIterator<RunEvent, undefined>> => {
    const key = await cacheKey(request as RunRequest<Task>);
    if (signal?.aborted === true) throw abortedBy(signal);
    const kept = store.get(key, clock.now());
    if (kept !== undefined) {
      status = "hit";
      serving = kept;
      return readKept(kept, signal);
    }
    const other = running.get(key);
    status = other === undefined ? "miss" : "shared";
    serving = other?.run ?? own;
    return (other?.answer ?? lead(key)).read(signal);
  };

  let opened: Promise<AsyncIterator<RunEvent, undefined>> | undefined;
  let hasLeft = false;
  const events: AsyncIterator<RunEvent, undefined> = {
    async next() {
      opened ??= open();
      const source = await opened;
      return hasLeft ? { done: true, value: undefined } : source.next();
    },
    // A generator would wait for the next event before it lets go.
    async return() {
      hasLeft = true;
      opened?.then(
        (source) => source.return?.(),
        () => undefined,
      );
      return { done: true, value: undefined };
    },
  };
  return {
    id: own.id,
    get model() {
      return serving.model;
    },
    get cache() {
      return status;
    },
    attempts: () => own.attempts(),
    [Symbol.asyncIterator]: () => events as AsyncIterator<TaskEvent[T]>,
  };
}

async function* readKept(
  { events }: KeptAnswer,
  signal: AbortSignal | undefined,
): AsyncGenerator<RunEvent, undefined> {
  for (const event of events) {
    if (signal?.aborted === true) throw abortedBy(signal);
    yield event;
  }
}

function isWorthKeeping(events: readonly RunEvent[]): boolean {
  const last = events.at(-1);
  return last?.type === "finish" && (last.reason === "stop" || last.reason === "tool-calls");
}
