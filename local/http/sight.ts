import { randomUUID } from "node:crypto";
import type { ImageFault } from "../vision/unreadable-image.ts";
import { UnreadableImage } from "../vision/unreadable-image.ts";
import { VISION_LIMITS } from "../vision/vision-limits.ts";
import type { Vision } from "../vision/vision-part.ts";
import { SIGHT_MODEL } from "../vision/vision-part.ts";
import { BoundedQueue } from "./bounded-queue.ts";
import type { JsonHandler } from "./handler.ts";
import type { HttpErrorCode } from "./http-error.ts";
import { HttpError } from "./http-error.ts";
import { readSightRequest } from "./sight-request.ts";

const FAULT_CODES: Readonly<Record<ImageFault, HttpErrorCode>> = {
  unsupported: "unsupported_media",
  too_large: "too_large",
  damaged: "unreadable_media",
};

/** Words stand in for tokens: this model has none, and clients expect the field. */
function usageOf(question: string, prose: string) {
  const count = (text: string) => text.split(/\s+/).filter(Boolean).length;
  const [prompt, completion] = [count(question), count(prose)];
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
  };
}

function stream(events: readonly unknown[]): Response {
  const body = [...events.map((event) => JSON.stringify(event)), "[DONE]"]
    .map((data) => `data: ${data}\n\n`)
    .join("");
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
}

/**
 * `POST /v1/chat/completions` for the model `parley-sight`: looks at the one image in the last user
 * message and answers in prose, in OpenAI's format, streamed or not.
 */
export function createSightHandler(vision: Pick<Vision, "describe">): JsonHandler {
  const queue = new BoundedQueue({
    running: VISION_LIMITS.running,
    waiting: VISION_LIMITS.waiting,
  });
  return async (body, signal) => {
    const { image, imageField, question, streamed, withUsage } = readSightRequest(body);
    const { prose } = await queue.run(signal, async () => {
      try {
        return await vision.describe(image, signal, question);
      } catch (thrown) {
        if (!(thrown instanceof UnreadableImage)) throw thrown;
        throw new HttpError(FAULT_CODES[thrown.fault], thrown.message, { param: imageField });
      }
    });

    const head = {
      id: `chatcmpl-${randomUUID()}`,
      created: Math.floor(Date.now() / 1000),
      model: SIGHT_MODEL,
    };
    const usage = usageOf(question, prose);
    if (!streamed)
      return Response.json({
        ...head,
        object: "chat.completion",
        choices: [
          { index: 0, message: { role: "assistant", content: prose }, finish_reason: "stop" },
        ],
        usage,
      });
    const chunk = { ...head, object: "chat.completion.chunk" };
    const choice = (delta: object, reason: "stop" | null) => ({
      ...chunk,
      choices: [{ index: 0, delta, finish_reason: reason }],
    });
    return stream([
      choice({ role: "assistant", content: prose }, null),
      choice({}, "stop"),
      ...(withUsage ? [{ ...chunk, choices: [], usage }] : []),
    ]);
  };
}
