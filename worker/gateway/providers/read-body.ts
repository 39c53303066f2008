import { brokeOff, unreadable } from "./upstream-error.ts";

/**
 * A stream's chunks as they come. Ends at once when `signal` aborts, whatever the platform's fetch
 * does about a body that it has begun; a body that breaks is AppError `model_failed`.
 */
export async function* readBody<Chunk = Uint8Array>(
  body: ReadableStream<Chunk> | null,
  provider: string,
  signal: AbortSignal,
): AsyncGenerator<Chunk, void> {
  if (body === null) throw unreadable(provider);
  const reader = body.getReader();
  // Cancelling settles a pending read, and tells the other side.
  const cancel = (): void => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener("abort", cancel, { once: true });
  try {
    for (;;) {
      signal.throwIfAborted();
      let result: { done: boolean; value?: Chunk | undefined };
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

/** A whole answer of at most `limit` bytes. */
export async function readBytes(
  body: ReadableStream<Uint8Array> | null,
  provider: string,
  signal: AbortSignal,
  limit: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of readBody(body, provider, signal)) {
    length += chunk.length;
    if (length > limit) throw unreadable(provider);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** A whole JSON answer of at most `limit` bytes. */
export async function readJson(
  body: ReadableStream<Uint8Array> | null,
  provider: string,
  signal: AbortSignal,
  limit: number,
): Promise<unknown> {
  const bytes = await readBytes(body, provider, signal, limit);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // The parser's own words quote the answer.
    throw unreadable(provider);
  }
}
