import { fromBase64 } from "../base64.ts";
import type { TaskEvent, Usage } from "../run-types.ts";
import { isRecord } from "./is-record.ts";
import { unreadable } from "./upstream-error.ts";

/**
 * The events of OpenAI's embeddings, `{ data: [{ index, embedding }], usage }`, in the order of the
 * values that were sent. A vector is a list of numbers, or little-endian float32 in base64. Throws
 * AppError `model_failed` unless there is one vector for each of the `count` values.
 */
export function readVectors(
  answer: unknown,
  provider: string,
  count: number,
): readonly TaskEvent["embedding"][] {
  const data: unknown = isRecord(answer) ? answer["data"] : undefined;
  if (!Array.isArray(data) || data.length !== count) throw unreadable(provider);
  const vectors = new Map<number, Float32Array | undefined>();
  for (const [position, item] of (data as readonly unknown[]).entries()) {
    if (!isRecord(item)) throw unreadable(provider);
    const index = typeof item["index"] === "number" ? item["index"] : position;
    vectors.set(index, readVector(item["embedding"]));
  }
  const events = Array.from({ length: count }, (_, index) => {
    const vector = vectors.get(index);
    if (vector === undefined) throw unreadable(provider);
    return { type: "embedding" as const, index, vector };
  });
  return [...events, { type: "finish", reason: "stop", usage: readUsage(answer) }];
}

/** A vector in either form; undefined when it is neither. */
export function readVector(value: unknown): Float32Array | undefined {
  if (typeof value === "string") {
    const bytes = fromBase64(value);
    if (bytes === undefined || bytes.length === 0 || bytes.length % 4 !== 0) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Float32Array.from({ length: bytes.length / 4 }, (_, at) =>
      view.getFloat32(4 * at, true),
    );
  }
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const numbers = value as readonly unknown[];
  return numbers.every((at) => typeof at === "number") ? Float32Array.from(numbers) : undefined;
}

function readUsage(answer: unknown): Usage {
  const usage = isRecord(answer) && isRecord(answer["usage"]) ? answer["usage"] : {};
  const tokens = usage["prompt_tokens"] ?? usage["total_tokens"];
  return typeof tokens === "number" && tokens >= 0 ? { inputTokens: tokens } : {};
}
