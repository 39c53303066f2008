import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import type { AnswerCache } from "../answer-cache/answer-cache.ts";
import { ANSWER_CACHE_LIMITS } from "../answer-cache/answer-cache-limits.ts";
import type { AnswerCacheLimits } from "../answer-cache/answer-cache-limits.ts";
import { answerCacheName } from "../../worker/gateway/answer-cache-client.ts";
import type { AnswerCacheNamespace } from "../../worker/gateway/answer-cache-client.ts";
import { cacheKey } from "../../worker/gateway/cache-key.ts";
import { SYSTEM_CLOCK } from "../../worker/gateway/clock.ts";
import type { GatewayOptions } from "../../worker/gateway/gateway.ts";
import { GATEWAY_LIMITS } from "../../worker/gateway/limits.ts";
import { createRemoteCachedGateway } from "../../worker/gateway/remote-cached-gateway.ts";
import type { Gateway, Run, RunRequest, Task, TaskEvent } from "../../worker/gateway/run-types.ts";
import { ScriptedRun } from "./scripted-run.ts";

const { ANSWER_CACHE } = env as unknown as {
  ANSWER_CACHE: DurableObjectNamespace<AnswerCache> & AnswerCacheNamespace;
};

/** A request that no other test makes, and that asks for the cache. */
export function newQuestion(rest: Partial<RunRequest<"text">> = {}): RunRequest<"text"> {
  return {
    task: "text",
    model: "scripted/model",
    input: { messages: [{ role: "user", text: crypto.randomUUID() }] },
    options: { cache: {} },
    ...rest,
  };
}

/** The object that keeps a request's answer. */
export async function answerStub(
  request: RunRequest<Task>,
): Promise<DurableObjectStub<AnswerCache>> {
  return ANSWER_CACHE.getByName(answerCacheName(await cacheKey(request)));
}

/** What the test speaks for, by the words of the question: objects keep answers of many. */
const upstreams = new Map<string, ScriptedRun>();

function wordsOf(request: RunRequest<Task>): string {
  return (request as RunRequest<"text">).input.messages[0]?.text ?? "";
}

/** Gives a request an upstream that the test speaks for, and its object's present life limits. */
export async function scriptAnswer(
  request: RunRequest<Task>,
  limits: Partial<AnswerCacheLimits> = {},
  upstream = new ScriptedRun(),
): Promise<ScriptedRun> {
  upstreams.set(wordsOf(request), upstream);
  await runInDurableObject(await answerStub(request), (instance: AnswerCache) => {
    Object.assign(instance, {
      createEngine: (options: GatewayOptions) =>
        // The engine names its runs as it is told to.
        ({
          sees: () => false,
          run: <T extends Task>(one: RunRequest<T>): Run<T> =>
            (upstreams.get(wordsOf(one as RunRequest<Task>)) ?? new ScriptedRun())
              .gateway({ ...options, newId: () => one.id ?? "" })
              .run(one),
        }),
      limits: { ...ANSWER_CACHE_LIMITS, ...limits },
    });
  });
  return upstream;
}

/** Ends an object's life at once, as a crash does. */
export async function killAnswer(request: RunRequest<Task>): Promise<void> {
  await runInDurableObject(await answerStub(request), (_, state) => {
    state.abort("killed by a test");
  }).catch(() => undefined);
}

/** What its object has in its storage of a request's answer, by key. */
export async function storedAnswer(request: RunRequest<Task>): Promise<Map<string, unknown>> {
  const key = await cacheKey(request);
  const kept = await cacheKey({ ...request, options: { cache: { key } } });
  return runInDurableObject(
    await answerStub(request),
    (_, { storage }) => new Map([...storage.kv.list()].filter(([name]) => name.includes(kept))),
  );
}

/** A Worker's gateway before the objects; `own` is what it asks itself. */
export function callersGateway(
  own = new ScriptedRun(),
  caches: AnswerCacheNamespace = ANSWER_CACHE,
): Gateway {
  let runs = 0;
  return createRemoteCachedGateway(own.gateway(), {
    caches,
    clock: SYSTEM_CLOCK,
    limits: GATEWAY_LIMITS,
    newId: () => `run_${runs++}`,
  });
}

/** Reads a run step by step. */
export class RunReader<T extends Task> {
  readonly #events: AsyncIterator<TaskEvent[T]>;

  constructor(run: Run<T>) {
    this.#events = run[Symbol.asyncIterator]();
  }

  async take(count: number): Promise<TaskEvent[T][]> {
    const events: TaskEvent[T][] = [];
    while (events.length < count) {
      const { done, value } = await this.#events.next();
      if (done === true) throw new Error(`the run ended after ${events.length} events`);
      events.push(value);
    }
    return events;
  }

  async rest(): Promise<TaskEvent[T][]> {
    const events: TaskEvent[T][] = [];
    for (;;) {
      const { done, value } = await this.#events.next();
      if (done === true) return events;
      events.push(value);
    }
  }

  async leave(): Promise<void> {
    await this.#events.return?.();
  }
}

/** How the scripted upstream ends. */
export const FINISH = {
  type: "finish",
  reason: "stop",
  usage: { inputTokens: 3, outputTokens: 5 },
} as const;

/** An event of text. */
export const text = (words: string) => ({ type: "text", text: words }) as const;

/** Asks as a request of a Worker does, each with a gateway of its own. */
export function ask(
  request: RunRequest<"text">,
  own?: ScriptedRun,
): { readonly run: Run<"text">; readonly reader: RunReader<"text"> } {
  const run = callersGateway(own).run(request);
  return { run, reader: new RunReader(run) };
}
