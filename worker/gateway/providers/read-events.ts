import { createParser } from "eventsource-parser";
import type { GatewayLimits } from "../limits.ts";
import { GatheredBody } from "./gathered-body.ts";
import { brokeOff, unreadable } from "./upstream-error.ts";

/**
 * The data of each server-sent event of a body, in order. Ends at once when `signal` aborts; a body
 * that breaks is AppError `model_failed`.
 */
export async function* readEvents(
  stream: ReadableStream<Uint8Array> | null,
  provider: string,
  signal: AbortSignal,
  limits: GatewayLimits,
): AsyncGenerator<string, void> {
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
      const events = ready;
      ready = [];
      for (const event of events) yield event;
      await body.gather();
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}
