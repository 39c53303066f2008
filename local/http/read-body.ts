import { HttpError } from "./http-error.ts";

/**
 * The request's whole body.
 * @throws HttpError `too_large` (413) as soon as it is known to be longer than `limit` bytes
 */
export async function readBytes(
  request: Request,
  limit: number,
  param?: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = (): HttpError =>
    new HttpError("too_large", `The request is larger than ${limit} bytes.`, {
      ...(param === undefined ? {} : { param }),
    });
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > limit) throw tooLarge();
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/**
 * The request's body as a JSON object.
 * @throws HttpError `too_large`; `invalid_json` when it is no JSON object
 */
export async function readJson(
  request: Request,
  limit: number,
): Promise<Readonly<Record<string, unknown>>> {
  const text = new TextDecoder().decode(await readBytes(request, limit));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HttpError("invalid_json", "The body is no JSON.", { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new HttpError("invalid_json", "The body has to be a JSON object.");
  return value as Readonly<Record<string, unknown>>;
}
