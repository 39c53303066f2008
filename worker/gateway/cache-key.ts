import type { RunRequest, Task } from "./run-types.ts";

/**
 * The key of a request's answer: a SHA-256 (base64url) of whose it is and everything that decides
 * the answer, the same for the same request however its fields are ordered. `user`, metadata, keys
 * and how the request is carried out don't matter, but whether another model may answer does.
 * A `key` of the caller's takes the place of all but the tenant and the task.
 */
export async function cacheKey(request: RunRequest<Task>): Promise<string> {
  const { task, tenant = "", options = {} } = request;
  const own = options.cache?.key;
  const parts = own === undefined ? await answerParts(request) : { key: own };
  return digest(new TextEncoder().encode(canonicalJson({ tenant, task, ...parts })));
}

async function answerParts({
  model,
  models,
  input,
  options = {},
}: RunRequest<Task>): Promise<object> {
  return {
    model,
    models,
    ...(options.fallback === false ? { fallback: false } : {}),
    input: await withDigests({ ...input, user: undefined }),
  };
}

/** JSON with sorted keys and without what is undefined (RFC 8785, for values that JSON holds). */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
  return `{${fields.join(",")}}`;
}

/** Bytes are replaced by their digests: text that looks like one is no object of this kind. */
async function withDigests(value: unknown): Promise<unknown> {
  if (ArrayBuffer.isView(value))
    return {
      [value.constructor.name]: await digest(
        new Uint8Array(value.buffer, value.byteOffset, value.byteLength),
      ),
    };
  if (Array.isArray(value)) return Promise.all(value.map(withDigests));
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(
    async ([key, field]) => [key, await withDigests(field)] as const,
  );
  return Object.fromEntries(await Promise.all(fields));
}

async function digest(bytes: Uint8Array): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
  return btoa(String.fromCharCode(...hash))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
