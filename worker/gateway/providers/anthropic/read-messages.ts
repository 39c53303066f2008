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
  for await (const data of readEvents(body, provider, signal, limits)) {
    const [next, events] = takeMessageEvent(state, data, context);
    state = next;
    yield* events;
    if (state.finished) return;
  }
  throw brokeOff(provider);
}
