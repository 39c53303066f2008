import { AppError } from "../../shared/errors/app-error.ts";

const STRICT_UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** A refused body is read and forgotten up to so many times its limit. */
const FORGOTTEN = 4;

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
  const announced = announcedLength(request);
  if (announced !== undefined && announced <= limit)
    return new Uint8Array(await request.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = (request.body as ReadableStream<Uint8Array> | null)?.getReader();
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done || value === undefined) break;
    length += value.length;
    if (length > limit || announced !== undefined) {
      await forget(reader, limit * FORGOTTEN - length);
      throw new AppError("too_large", `The body may have ${limit} bytes.`, { field: "body" });
    }
    chunks.push(value);
  }
  return join(chunks, length);
}

function announcedLength(request: Request): number | undefined {
  const text = request.headers.get("content-length");
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/**
 * Reads what is left of a refused body and forgets it, within bounds: most clients read an answer
 * when they have sent everything, and would see a broken connection instead.
 */
async function forget(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  most: number,
): Promise<void> {
  for (let left = most; left > 0;) {
    const { done, value } = await reader.read();
    if (done || value === undefined) return;
    left -= value.length;
  }
  await reader.cancel();
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
