import { AppError } from "../../shared/errors/app-error.ts";

/**
 * A request's JSON body of at most `limit` bytes. Throws AppError `too_large`, or `bad_input` with
 * the field `body`.
 */
export async function readJsonBody(request: Request, limit: number): Promise<unknown> {
  const bytes = await readBytes(request, limit);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch (cause) {
    throw new AppError("bad_input", "The body must be JSON.", { field: "body", cause });
  }
}

/**
 * A request's body of at most `limit` bytes. Throws AppError `too_large`. The length is counted as
 * it comes: a header may lie or be missing.
 */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = (request.body as ReadableStream<Uint8Array> | null)?.getReader();
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done || value === undefined) break;
    length += value.length;
    if (length > limit) {
      await reader.cancel();
      throw new AppError("too_large", `The body may have ${limit} bytes.`, { field: "body" });
    }
    chunks.push(value);
  }
  return join(chunks, length);
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
