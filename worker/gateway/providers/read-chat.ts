import type { GatewayLimits } from "../limits.ts";
import type { TaskEvent } from "../run-types.ts";
import { CHAT_DONE, CHAT_START, endChat, takeChunk } from "./chat-chunks.ts";
import { readEvents } from "./read-events.ts";

/** The events of a streamed chat completion, whoever streams it. */
export async function* readChat(
  response: Response,
  provider: string,
  signal: AbortSignal,
  limits: GatewayLimits,
): AsyncGenerator<TaskEvent["text"], void> {
  const context = { provider, limits };
  let state = CHAT_START;
  let done = false;
  reading: for await (const events of readEvents(response.body, provider, signal, limits))
    for (const data of events) {
      if (data === CHAT_DONE) {
        done = true;
        break reading;
      }
      const [next, content] = takeChunk(state, data, context);
      state = next;
      // Not `yield*`, which would wait twice for each.
      for (const event of content) yield event;
    }
  yield* endChat(state, done, context);
}
