import { AppError } from "../../shared/errors/app-error.ts";
import type { AnswerRecord } from "../../worker/gateway/answer-records.ts";
import { joinBytes, recordBytes } from "../../worker/gateway/answer-records.ts";
import { errorData } from "../../worker/gateway/error-data.ts";
import type { RunEvent } from "../../worker/gateway/race-state.ts";
import type { Run, Task } from "../../worker/gateway/run-types.ts";
import { logInternal } from "../runner/log-internal.ts";

/** How an answer is written. */
export interface AnswerBodyOptions {
  /** Bytes that are written ahead of the reader, and one event. */
  readonly aheadBytes: number;
  /** Told once of what has begun, when it is over or its reader has gone. */
  readonly onClose: () => void;
}

/**
 * A run's events as the bytes of its records. The run begins when its body is first read, since
 * nobody can be told of a body that was never taken. What comes while a chunk is on its way goes
 * together in the next. A reader that goes away leaves the run.
 */
export function answerBody(
  start: () => Run<Task>,
  { aheadBytes, onClose }: AnswerBodyOptions,
): ReadableStream<Uint8Array> {
  let events: AsyncIterator<RunEvent> | undefined;
  let waiting: Uint8Array[] = [];
  let length = 0;
  let told: string | undefined;
  let isBegun = false;
  let isOver = false;
  let isClosed = false;
  let wakeWriter = (): void => undefined;
  let wakeReader = (): void => undefined;

  const add = (record: AnswerRecord): void => {
    const bytes = recordBytes(record);
    waiting.push(bytes);
    length += bytes.length;
    wakeWriter();
  };
  const tell = (run: Run<Task>): void => {
    const { cache, model } = run;
    const state = { cache, model, attempts: run.attempts() };
    const facts = `${cache} ${model} ${state.attempts.length}`;
    if (facts !== told) add({ type: "state", ...state });
    told = facts;
  };
  const gather = async (): Promise<void> => {
    let run: Run<Task> | undefined;
    try {
      run = start();
      events = run[Symbol.asyncIterator]();
      for (;;) {
        const { done, value } = await events.next();
        tell(run);
        if (done === true) break;
        add({ type: "event", event: value });
        while (length > aheadBytes && !isClosed)
          await new Promise<void>((resolve) => (wakeReader = resolve));
      }
      add({ type: "end" });
    } catch (thrown) {
      const error = AppError.from(thrown);
      logInternal(error);
      if (run !== undefined) tell(run);
      add({ type: "error", error: errorData(error) });
    }
    isOver = true;
    wakeWriter();
  };
  const close = (): void => {
    if (isBegun && !isClosed) onClose();
    isClosed = true;
  };
  return new ReadableStream(
    {
      type: "bytes",
      async pull(controller) {
        const isFirst = !isBegun;
        isBegun = true;
        if (isFirst) void gather();
        while (length === 0 && !isOver)
          await new Promise<void>((resolve) => (wakeWriter = resolve));
        if (length > 0) {
          controller.enqueue(joinBytes(waiting));
          [waiting, length] = [[], 0];
          return wakeReader();
        }
        close();
        controller.close();
        // A pending read into the reader's own buffer ends only when it is answered.
        controller.byobRequest?.respond(0);
      },
      cancel() {
        close();
        wakeReader();
        void events?.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
