import { brokeOff, unreadable } from "./upstream-error.ts";

/**
 * A body's chunks as they come. Ends at once when `signal` aborts, whatever the platform's fetch
 * does about a body that it has begun; a body that breaks is AppError `model_failed`.
 */
export async function* readBody(
  body: ReadableStream<Uint8Array> | null,
  provider: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  if (body === null) throw unreadable(provider);
  const reader = body.getReader();
  // Cancelling settles a pending read, and tells the other side.
  const cancel = (): void => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener("abort", cancel, { once: true });
  try {
    for (;;) {
      signal.throwIfAborted();
      let result: { done: boolean; value?: Uint8Array | undefined };
      try {
        result = await reader.read();
      } catch (thrown) {
        signal.throwIfAborted();
        throw brokeOff(provider, thrown);
      }
      signal.throwIfAborted();
      if (result.done || result.value === undefined) return;
      yield result.value;
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}

/** A whole JSON answer of at most `limit` bytes. */
export async function readJson(
  body: ReadableStream<Uint8Array> | null,
  provider: string,
  signal: AbortSignal,
  limit: number,
): Promise<unknown> {
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  for await (const chunk of readBody(body, provider, signal)) {
    length += chunk.length;
    if (length > limit) throw unreadable(provider);
    text += decoder.decode(chunk, { stream: true });
  }
  try {
    return JSON.parse(text + decoder.decode());
  } catch (thrown) {
    throw unreadable(provider, thrown);
  }
}
