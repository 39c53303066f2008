import { PACKAGES } from "#provider-packages";
import { languageAdapter } from "../../lanes/ai-sdk/language-adapter.ts";
import type { Adapter, ProviderTools } from "../provider.ts";
import type { Endpoint } from "./endpoint.ts";

/**
 * Text by `POST /responses` (https://platform.openai.com/docs/api-reference/responses), for models
 * that don't answer chat completions. Nothing is kept at OpenAI.
 */
export function responsesAdapter(endpoint: Endpoint, tools: ProviderTools): Adapter<"text"> {
  return languageAdapter({
    provider: endpoint.row.name,
    tools,
    load: async (model, fetch) => {
      const { createOpenAI } = await PACKAGES.openai();
      const { baseUrl, key = "" } = endpoint;
      return createOpenAI({ baseURL: baseUrl, apiKey: key, fetch }).responses(model);
    },
    providerOptions: (input) => ({
      openai: {
        store: false,
        ...(input.parallelToolCalls === undefined
          ? {}
          : { parallelToolCalls: input.parallelToolCalls }),
        ...(input.user === undefined ? {} : { user: input.user }),
        ...(input.responseFormat?.type === "json-schema"
          ? { strictJsonSchema: input.responseFormat.strict ?? false }
          : {}),
      },
    }),
  });
}
