import { fromBase64 } from "../base64.ts";
import type { TaskEvent, Usage } from "../run-types.ts";
import { imageType } from "./image-type.ts";
import { isRecord } from "./is-record.ts";
import { unreadable } from "./upstream-error.ts";

/**
 * The events of OpenAI's images, `{ data: [{ b64_json }], usage? }`. Throws AppError `model_failed`
 * when there is none, or one isn't a picture.
 */
export function readImages(
  answer: unknown,
  provider: string,
): readonly TaskEvent["text-to-image"][] {
  const data: unknown = isRecord(answer) ? answer["data"] : undefined;
  if (!Array.isArray(data) || data.length === 0) throw unreadable(provider);
  const images = (data as readonly unknown[]).map((item) =>
    imageEvent(isRecord(item) ? item["b64_json"] : undefined, provider),
  );
  return [...images, { type: "finish", reason: "stop", usage: readUsage(answer, images.length) }];
}

/** The event of a picture in base64. Throws AppError `model_failed` when it is none. */
export function imageEvent(
  base64: unknown,
  provider: string,
): TaskEvent["text-to-image"] & { type: "image" } {
  const data = typeof base64 === "string" ? fromBase64(base64) : undefined;
  const mediaType = data && imageType(data);
  if (data === undefined || mediaType === undefined) throw unreadable(provider);
  return { type: "image", mediaType, data };
}

function readUsage(answer: unknown, images: number): Usage {
  const usage = isRecord(answer) && isRecord(answer["usage"]) ? answer["usage"] : {};
  return {
    images,
    ...count("inputTokens", usage["input_tokens"]),
    ...count("outputTokens", usage["output_tokens"]),
  };
}

function count(key: keyof Usage, value: unknown): Usage {
  return typeof value === "number" && value >= 0 ? { [key]: value } : {};
}
