import { AppError } from "../../../../shared/errors/app-error.ts";
import type { TaskInput } from "../../run-types.ts";
import { imageType } from "../image-type.ts";
import { isRecord } from "../is-record.ts";
import type { Adapter, ProviderTools } from "../provider.ts";
import { readBytes } from "../read-body.ts";
import { imageEvent } from "../read-images.ts";
import { unreadable } from "../upstream-error.ts";
import type { AiBinding } from "./ai-binding.ts";
import { runModel, WORKERS_AI } from "./ai-binding.ts";
import { resultOf } from "./result-of.ts";

/** Models that take a form instead of JSON, which this adapter doesn't write. */
const FORM = /flux-2/;

/**
 * Pictures, one call for each: FLUX answers `{ image }` in base64, other models with the file itself
 * (https://developers.cloudflare.com/workers-ai/models/flux-1-schnell/ and …/phoenix-1.0/).
 */
export function textToImageAdapter(ai: AiBinding, tools: ProviderTools): Adapter<"text-to-image"> {
  return async function* ({ model, input, signal }) {
    if (FORM.test(model))
      throw new AppError("unsupported", `Model ${model} of ${WORKERS_AI} is not supported yet.`, {
        provider: WORKERS_AI,
      });
    const request = imageRequest(input);
    const wanted = input.count ?? 1;
    for (let made = 0; made < wanted; made++) {
      const response = await runModel(ai, model, request, signal);
      const { imageBytes } = tools.limits;
      const bytes = await readBytes(response.body, WORKERS_AI, signal, imageBytes);
      const mediaType = imageType(bytes);
      yield mediaType === undefined
        ? imageEvent(imageField(bytes), WORKERS_AI)
        : { type: "image", mediaType, data: bytes };
    }
    yield { type: "finish", reason: "stop", usage: { images: wanted } };
  };
}

function imageRequest({ prompt, size, seed }: TaskInput["text-to-image"]): Record<string, unknown> {
  const [width, height] = size?.split("x").map(Number) ?? [];
  return {
    prompt,
    ...(seed === undefined ? {} : { seed }),
    ...(width === undefined || height === undefined ? {} : { width, height }),
  };
}

function imageField(bytes: Uint8Array): unknown {
  let answer: unknown;
  try {
    answer = resultOf(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    // The parser's own words quote the answer.
    throw unreadable(WORKERS_AI);
  }
  return isRecord(answer) ? answer["image"] : undefined;
}
