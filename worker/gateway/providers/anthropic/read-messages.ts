import type { GatewayLimits } from "../../limits.ts";
import type { TaskEvent } from "../../run-types.ts";
import { readEvents } from "../read-events.ts";
import { brokeOff } from "../upstream-error.ts";
import { MESSAGE_START, takeMessageEvent } from "./message-events.ts";

/** The events of a streamed message. Throws AppError as adapters do. */
export async function* readMessages(
  body: ReadableStream<Uint8Array> | null,
  provider: string,
  signal: AbortSignal,
  limits: GatewayLimits,
): AsyncGenerator<TaskEvent["text"], void> {
  const context = { provider, limits };
  let state = MESSAGE_START;
  for await (const events of readEvents(body, provider, signal, limits))
    for (const data of events) {
      const [next, content] = takeMessageEvent(state, data, context);
      state = next;
      // Not `yield*`, which would wait twice for each.
      for (const event of content) yield event;
      if (state.finished) return;
    }
  throw brokeOff(provider);
}
