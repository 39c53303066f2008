import { AppError } from "../../shared/errors/app-error.ts";
import { jsonTexts, withJsonTexts } from "./json-texts.ts";
import type { RunEvent } from "./race-state.ts";
import type { Gateway, Run, RunRequest, Task, TaskEvent } from "./run-types.ts";
import { takeSentences } from "./sentence-border.ts";

/** A rule about what goes in and out of one run. Every hook may be left out. */
export interface Guard {
  /** Gives back the request, or another one in its place. Throws AppError to refuse it. */
  before?<T extends Task>(request: RunRequest<T>): RunRequest<T> | Promise<RunRequest<T>>;
  /**
   * Sees each sentence of the answer as soon as it is complete, while the stream goes on; of a
   * tool call, each text of its input. Throws AppError to end the run there: at once, or when its
   * promise rejects. `finish` waits for it.
   */
  watch?(sentence: string): void | Promise<void>;
  /**
   * Gives back each sentence, or other text in its place; of a tool call, each text of its input.
   * Text then comes out by sentences and tool calls come whole, as what has been given out can't be
   * taken back. Throws AppError to end the run.
   */
  rewrite?(sentence: string): string | Promise<string>;
}

/** Which guards a request goes through, in their order. Throws AppError where that can't be told. */
export type GuardsOf = (request: RunRequest<Task>) => readonly Guard[];

/** A gateway whose requests and answers go through guards. */
export function createGuardedGateway(inner: Gateway, guardsOf: GuardsOf): Gateway {
  return {
    sees: (model) => inner.sees(model),
    run: (request) => {
      const guards = guardsOf(request);
      return guards.length === 0 ? inner.run(request) : guardedRun(request, inner, guards);
    },
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
    yield* guarded(source, guards, request.said ?? "");
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

/** Texts that come in parts, of which sentences are made. */
type Speech = Extract<RunEvent, { type: "text" | "reasoning" }>["type"];

async function* guarded(
  source: AsyncIterator<RunEvent>,
  guards: readonly Guard[],
  said: string,
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
  let speech: Speech = "text";
  // The end of what was given out before belongs to the first sentence, but can't be rewritten.
  let rest = rewrites ? "" : takeSentences("", said)[0];
  async function* finished(sentence: string): AsyncGenerator<RunEvent, void> {
    watch(sentence);
    if (!rewrites) return;
    const text = await rewritten(sentence, guards);
    if (text !== "") yield { type: speech, text };
  }
  async function* flush(): AsyncGenerator<RunEvent, void> {
    const last = rest;
    rest = "";
    if (last !== "") yield* finished(last);
  }
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
      if (event.type === "text" || event.type === "reasoning") {
        if (event.type !== speech) yield* flush();
        speech = event.type;
        const [left, sentences] = takeSentences(rest, event.text);
        rest = left;
        for (const sentence of sentences) yield* finished(sentence);
        if (!rewrites) yield event;
        continue;
      }
      yield* flush();
      if (event.type === "tool-input" && rewrites) continue;
      const whole = event.type === "tool-call" ? await checkedCall(event, guards, watch) : event;
      if (event.type === "finish") await Promise.all(verdicts);
      if (stopped !== undefined) throw stopped as AppError;
      yield whole;
    }
  } finally {
    source.return?.().then(undefined, () => undefined);
  }
}

async function checkedCall(
  event: Extract<RunEvent, { type: "tool-call" }>,
  guards: readonly Guard[],
  watch: (text: string) => void,
): Promise<RunEvent> {
  const { call } = event;
  const texts = jsonTexts(call.input);
  for (const text of texts) watch(text);
  const next: string[] = [];
  for (const text of texts) next.push(await rewritten(text, guards));
  return { ...event, call: { ...call, input: withJsonTexts(call.input, next) } };
}

async function rewritten(sentence: string, guards: readonly Guard[]): Promise<string> {
  let text = sentence;
  for (const guard of guards) text = (await guard.rewrite?.(text)) ?? text;
  return text;
}
