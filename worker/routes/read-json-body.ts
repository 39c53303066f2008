import { AppError } from "../../shared/errors/app-error.ts";

const STRICT_UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/**
 * A request's JSON body of at most `limit` bytes. Throws AppError `too_large`, or `bad_input` with
 * the field `body`.
 */
export async function readJsonBody(request: Request, limit: number): Promise<unknown> {
  const bytes = await readBytes(request, limit);
  try {
    return JSON.parse(STRICT_UTF8.decode(bytes));
  } catch (cause) {
    throw new AppError("bad_input", "The body must be JSON.", { field: "body", cause });
  }
}

/**
 * A request's body of at most `limit` bytes. Throws AppError `too_large`. A body whose length was
 * announced is taken at once, as HTTP lets no more come; any other is counted while it comes.
 */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const announced = request.headers.get("content-length");
  if (announced !== null && /^\d{1,15}$/.test(announced)) {
    if (Number(announced) > limit) throw tooLarge(limit);
    const bytes = new Uint8Array(await request.arrayBuffer());
    if (bytes.length > limit) throw tooLarge(limit);
    return bytes;
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = (request.body as ReadableStream<Uint8Array> | null)?.getReader();
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done || value === undefined) break;
    length += value.length;
    if (length > limit) {
      await reader.cancel();
      throw tooLarge(limit);
    }
    chunks.push(value);
  }
  return join(chunks, length);
}

function tooLarge(limit: number): AppError {
  return new AppError("too_large", `The body may have ${limit} bytes.`, { field: "body" });
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
