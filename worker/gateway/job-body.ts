import type { RunJob } from "./run-job.ts";

/** Where bytes stood in a job, of what type, and how many there are of them. */
interface BytesPlace {
  readonly path: readonly (string | number)[];
  readonly type: "bytes" | "samples";
  readonly length: number;
}

const NEWLINE = 10;

/**
 * A job as a request's body, for the way from a Worker to a Runner: one line of JSON, then the bytes
 * of pictures and recordings, which JSON says the places of. Whatever a caller put into its request
 * can't be taken for such a place.
 */
export function encodeJob(job: RunJob): Uint8Array {
  const places: BytesPlace[] = [];
  const parts: Uint8Array[] = [];
  const plain = withoutBytes(job, [], (path, view) => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    const type = view instanceof Int16Array ? "samples" : "bytes";
    places.push({ path, type, length: bytes.length });
    parts.push(bytes);
  });
  const head = new TextEncoder().encode(`${JSON.stringify({ job: plain, places })}\n`);
  if (parts.length === 0) return head;
  const body = new Uint8Array(parts.reduce((sum, part) => sum + part.length, head.length));
  body.set(head);
  let at = head.length;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}

/** The job of a body of {@link encodeJob}. */
export function decodeJob(body: Uint8Array): RunJob {
  const end = body.indexOf(NEWLINE);
  const { job, places } = JSON.parse(new TextDecoder().decode(body.subarray(0, end))) as {
    job: RunJob;
    places: BytesPlace[];
  };
  let at = end + 1;
  for (const { path, type, length } of places) {
    // A copy, because samples must begin at an even address.
    const bytes = body.slice(at, at + length);
    put(job, path, type === "samples" ? new Int16Array(bytes.buffer) : bytes);
    at += length;
  }
  return job;
}

/** A copy of plain data in which null stands for bytes, each of which is `found`. */
function withoutBytes(
  value: unknown,
  path: readonly (string | number)[],
  found: (path: readonly (string | number)[], view: ArrayBufferView) => void,
): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) {
    found(path, value);
    return null;
  }
  if (Array.isArray(value)) return value.map((one, at) => withoutBytes(one, [...path, at], found));
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, withoutBytes(one, [...path, key], found)]),
  );
}

function put(job: RunJob, path: readonly (string | number)[], value: ArrayBufferView): void {
  let holder = job as unknown as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) holder = holder[step] as typeof holder;
  holder[path.at(-1) ?? ""] = value;
}
