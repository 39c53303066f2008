import { createParser } from "eventsource-parser";
import type { GatewayLimits } from "../limits.ts";
import { GatheredBody } from "./gathered-body.ts";
import { brokeOff, unreadable } from "./upstream-error.ts";

/**
 * The data of a body's server-sent events, in order, those of one reading together: each step of an
 * iterator costs about as much as an event. Ends at once when `signal` aborts; a body
 * that breaks is AppError `model_failed`.
 */
export async function* readEvents(
  stream: ReadableStream<Uint8Array> | null,
  provider: string,
  signal: AbortSignal,
  limits: GatewayLimits,
): AsyncGenerator<readonly string[], void> {
  if (stream === null) throw unreadable(provider);
  const body = new GatheredBody(stream);
  let ready: string[] = [];
  let tooLong = false;
  const parser = createParser({
    maxBufferSize: limits.eventLength,
    onEvent: (event) => void ready.push(event.data),
    onError: (error) => {
      if (error.type === "max-buffer-size-exceeded") tooLong = true;
    },
  });
  const decoder = new TextDecoder();
  const cancel = (): void => body.cancel(signal.reason);
  signal.addEventListener("abort", cancel, { once: true });
  try {
    for (;;) {
      signal.throwIfAborted();
      let chunk: Uint8Array | undefined;
      try {
        chunk = await body.read();
      } catch (thrown) {
        signal.throwIfAborted();
        throw brokeOff(provider, thrown);
      }
      signal.throwIfAborted();
      if (chunk === undefined) return;
      parser.feed(decoder.decode(chunk, { stream: true }));
      if (tooLong) throw unreadable(provider);
      if (ready.length > 0) {
        const events = ready;
        ready = [];
        yield events;
      }
      await body.gather();
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}
