import { AppError } from "../../shared/errors/app-error.ts";

/**
 * A request's JSON body of at most `limit` bytes. Throws AppError `too_large`, or `bad_input` with
 * the field `body`. The length is counted as it comes: a header may lie or be missing.
 */
export async function readJsonBody(request: Request, limit: number): Promise<unknown> {
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
  try {
    return JSON.parse(
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(join(chunks, length)),
    );
  } catch (cause) {
    throw new AppError("bad_input", "The body must be JSON.", { field: "body", cause });
  }
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
