import { capabilities } from "../../catalog/catalog.ts";
import { variable } from "../../environment.ts";
import type { Adapters, Provider, ProviderTools } from "../provider.ts";
import { embeddingAdapter } from "./embedding.ts";
import type { Endpoint } from "./endpoint.ts";
import { endpointOf } from "./endpoint.ts";
import { imageToTextAdapter } from "./image-to-text.ts";
import type { CompatibleRow } from "./compatible-row.ts";
import { speechToTextAdapter } from "./speech-to-text.ts";
import { textToSpeechAdapter } from "./text-to-speech.ts";
import { textToImageAdapter } from "./text-to-image.ts";
import { textAdapter } from "./text.ts";

/** The provider that a row describes. */
export function compatibleProvider(row: CompatibleRow): Provider {
  return {
    name: row.name,
    keyVariable: row.keyVariable,
    urlVariable: row.urlVariable,
    tasks: row.tasks,
    standIns: row.standIns ?? {},
    automatic: row.key === "required",
    availability(env) {
      const needed = row.key === "required" ? row.keyVariable : row.urlVariable;
      if (variable(env, needed) !== undefined)
        return { available: true, because: `${needed} is set` };
      return row.key === "optional" && row.baseUrl !== undefined
        ? { available: true, because: `it is expected at ${row.baseUrl}` }
        : { available: false, missing: needed };
    },
    sees: (model) => capabilities(row.name, model).vision ?? row.sees?.test(model) ?? false,
    open: (env, tools) => adaptersOf(endpointOf(row, env, tools.fetch), tools),
  };
}

/** An adapter for each task that the row has. */
function adaptersOf(endpoint: Endpoint, tools: ProviderTools): Adapters {
  const all: Adapters = {
    text: textAdapter(endpoint, tools),
    embedding: embeddingAdapter(endpoint, tools),
    "text-to-image": textToImageAdapter(endpoint, tools),
    "speech-to-text": speechToTextAdapter(endpoint, tools),
    "text-to-speech": textToSpeechAdapter(endpoint),
    "image-to-text": imageToTextAdapter(endpoint, tools),
  };
  return Object.fromEntries(
    Object.entries(all).filter(([task]) => Object.hasOwn(endpoint.row.tasks, task)),
  );
}
