import type { Adapter, ProviderTools } from "../provider.ts";
import { readJson } from "../read-body.ts";
import { readVectors } from "../read-vectors.ts";
import type { Endpoint } from "./endpoint.ts";
import { post } from "./endpoint.ts";

/** Vectors by `POST /embeddings` (https://platform.openai.com/docs/api-reference/embeddings). */
export function embeddingAdapter(endpoint: Endpoint, tools: ProviderTools): Adapter<"embedding"> {
  return async function* ({ model, input, signal }) {
    const body = {
      model,
      input: input.values,
      ...(input.dimensions === undefined
        ? {}
        : { [endpoint.row.dimensions ?? "dimensions"]: input.dimensions }),
      ...(input.user === undefined ? {} : { user: input.user }),
    };
    const response = await post(endpoint, "/embeddings", model, body, signal);
    const { name } = endpoint.row;
    const answer = await readJson(response.body, name, signal, tools.limits.embeddingBytes);
    yield* readVectors(answer, name, input.values.length);
  };
}
