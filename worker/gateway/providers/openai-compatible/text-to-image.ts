import type { Adapter, ProviderTools } from "../provider.ts";
import { readJson } from "../read-body.ts";
import { readImages } from "../read-images.ts";
import type { Endpoint } from "./endpoint.ts";
import { post } from "./endpoint.ts";

/**
 * Pictures by `POST /images/generations`, as base64
 * (https://platform.openai.com/docs/api-reference/images/create).
 */
export function textToImageAdapter(
  endpoint: Endpoint,
  tools: ProviderTools,
): Adapter<"text-to-image"> {
  return async function* ({ model, input, signal }) {
    const { row } = endpoint;
    const format = row.imageFormat === undefined ? "b64_json" : row.imageFormat;
    const body = {
      model,
      prompt: input.prompt,
      n: input.count ?? 1,
      // The GPT image models refuse the field that the older ones need.
      ...(format === null && !model.startsWith("dall-e")
        ? {}
        : { response_format: format ?? "b64_json" }),
      ...(input.size === undefined ? {} : { size: input.size }),
      ...(input.seed === undefined ? {} : { seed: input.seed }),
      ...(input.user === undefined ? {} : { user: input.user }),
    };
    const response = await post(endpoint, "/images/generations", model, body, signal);
    const answer = await readJson(response.body, row.name, signal, tools.limits.imageBytes);
    yield* readImages(answer, row.name);
  };
}
