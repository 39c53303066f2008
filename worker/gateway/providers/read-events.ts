import { createParser } from "eventsource-parser";
import type { GatewayLimits } from "../limits.ts";
import { readBody } from "./read-body.ts";
import { unreadable } from "./upstream-error.ts";

/** The data of each server-sent event of a body, in order. */
export async function* readEvents(
  body: ReadableStream<Uint8Array> | null,
  provider: string,
  signal: AbortSignal,
  limits: GatewayLimits,
): AsyncGenerator<string, void> {
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
  for await (const chunk of readBody(body, provider, signal)) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    if (tooLong) throw unreadable(provider);
    const events = ready;
    ready = [];
    yield* events;
  }
}
