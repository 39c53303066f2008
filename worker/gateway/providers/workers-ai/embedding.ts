import type { Adapter, ProviderTools } from "../provider.ts";
import { isRecord } from "../is-record.ts";
import { readJson } from "../read-body.ts";
import { readVectors } from "../read-vectors.ts";
import { unreadable } from "../upstream-error.ts";
import type { AiBinding } from "./ai-binding.ts";
import { runModel, WORKERS_AI } from "./ai-binding.ts";
import { resultOf } from "./result-of.ts";

/**
 * Vectors by a model that takes `{ text: [] }` and answers `{ shape, data: [[]] }`
 * (https://developers.cloudflare.com/workers-ai/models/bge-m3/).
 */
export function embeddingAdapter(ai: AiBinding, tools: ProviderTools): Adapter<"embedding"> {
  return async function* ({ model, input, signal }) {
    const response = await runModel(ai, model, { text: input.values }, signal);
    const { embeddingBytes } = tools.limits;
    const answer = resultOf(await readJson(response.body, WORKERS_AI, signal, embeddingBytes));
    const data: unknown = isRecord(answer) ? (answer["data"] ?? answer["response"]) : undefined;
    if (!isRecord(answer) || !Array.isArray(data)) throw unreadable(WORKERS_AI);
    const named = (data as readonly unknown[]).map((embedding) => ({ embedding }));
    yield* readVectors({ ...answer, data: named }, WORKERS_AI, input.values.length);
  };
}
