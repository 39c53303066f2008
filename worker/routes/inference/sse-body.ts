import { AppError } from "../../../shared/errors/app-error.ts";
import type { EventEncoder } from "../../gateway/run-job.ts";
import { INFERENCE_LIMITS } from "../../limits.ts";
import type { BegunRun } from "./start-reading.ts";

/**
 * A run's events as the bytes of a format's stream. While a chunk is on its way what comes gathers,
 * up to a limit, and goes out as the next chunk: crossing into the platform's stream is what costs.
 * A run that breaks ends with the format's own error. A reader that goes away ends the run.
 */
export function sseBody({ first, rest, stop }: BegunRun, encoder: EventEncoder): ReadableStream {
  const utf8 = new TextEncoder();
  let text = "";
  let over = false;
  let wakeWriter: (() => void) | undefined;
  let wakeReader: (() => void) | undefined;

  const add = (texts: readonly string[]): void => {
    for (const one of texts) text += one;
    if (text === "") return;
    wakeWriter?.();
    wakeWriter = undefined;
  };
  const gather = async (): Promise<void> => {
    try {
      add(encoder.encode(first));
      for (;;) {
        if (text.length > INFERENCE_LIMITS.aheadLength)
          await new Promise<void>((resolve) => (wakeReader = resolve));
        const { done, value } = await rest.next();
        if (done === true) break;
        add(encoder.encode(value));
      }
    } catch (thrown) {
      add(encoder.fail(AppError.from(thrown)));
    }
    over = true;
    wakeWriter?.();
  };
  return new ReadableStream({
    type: "bytes",
    start: () => void gather(),
    async pull(controller) {
      if (text === "" && !over) await new Promise<void>((resolve) => (wakeWriter = resolve));
      if (text !== "") {
        controller.enqueue(utf8.encode(text));
        text = "";
        wakeReader?.();
        wakeReader = undefined;
        return;
      }
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel() {
      stop();
      wakeReader?.();
    },
  });
}
