import type { AnswerRecord } from "./answer-records.ts";
import { AnswerRecords } from "./answer-records.ts";
import { binding } from "./environment.ts";
import type { Environment } from "./environment.ts";
import type { RunRequest, Task } from "./run-types.ts";

/** What an object of the cache is asked to carry out, or to give again: plain data. */
export type AnswerJob = Omit<RunRequest<Task>, "signal">;

/** An object that keeps answers, as its clients see it; `DurableObjectStub<AnswerCache>` fits it. */
export interface AnswerCacheStub {
  /**
   * `POST` with a packed {@link AnswerJob}: the answer's records. 503 when too many read it.
   * Cancelling the body leaves the answer.
   */
  fetch(request: Request): Promise<Response>;
}

/** The binding `ANSWER_CACHE`. */
export interface AnswerCacheNamespace {
  getByName(name: string): AnswerCacheStub;
}

/** Objects among which answers are spread. */
const OBJECTS = 16;
/** Bytes of one reading: large, because each costs the same. */
const READ_BYTES = 64 * 1024;

/** The objects of the binding; undefined where none is bound. */
export function answerCachesOf(env: Environment): AnswerCacheNamespace | undefined {
  return binding(env, "ANSWER_CACHE") as AnswerCacheNamespace | undefined;
}

/**
 * The name of the object that keeps the answer of a key (a digest). Making an object costs more than
 * everything else of a request, so that answers share a few, which are warm.
 */
export function answerCacheName(key: string): string {
  const sum = [...key.slice(0, 4)].reduce((all, char) => all + char.charCodeAt(0), 0);
  return `answers-${sum % OBJECTS}`;
}

/**
 * The records that an object gives to a packed job. They end early when the object can't be reached
 * or dies, and when `signal` aborts: then at once, and the object is told.
 */
export async function* answerRecords(
  stub: AnswerCacheStub,
  job: Uint8Array,
  signal: AbortSignal,
): AsyncGenerator<AnswerRecord, void> {
  let reader: ReadableStreamBYOBReader | undefined;
  const cancel = (): void => void reader?.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener("abort", cancel, { once: true });
  try {
    const response = await stub.fetch(
      new Request("http://answer-cache/", { method: "POST", body: job as BodyInit, signal }),
    );
    if (!response.ok || response.body === null) return await response.body?.cancel();
    reader = response.body.getReader({ mode: "byob" });
    const records = new AnswerRecords();
    let buffer = new ArrayBuffer(READ_BYTES);
    for (;;) {
      if (signal.aborted) return;
      const { done, value } = await reader.read(new Uint8Array(buffer));
      if (done || value === undefined) return;
      // What is kept for later must not lie in the buffer that is read into.
      yield* records.add(value.slice());
      ({ buffer } = value);
    }
  } catch (thrown) {
    // oxlint-disable-next-line no-console -- the platform's log is the console
    if (!signal.aborted) console.error("An object of the cache broke off.", thrown);
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}
