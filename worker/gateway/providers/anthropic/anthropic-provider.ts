import type { LanguageModelV4 } from "@ai-sdk/provider";
import { PACKAGES } from "#provider-packages";
import type { SdkLanguageModels } from "../../lanes/ai-sdk/language-adapter.ts";
import { languageAdapter, sdkImageToText } from "../../lanes/ai-sdk/language-adapter.ts";
import type { KeyedEndpoint } from "../keyed-provider.ts";
import { keyedAvailability, keyedEndpoint } from "../keyed-provider.ts";
import type { Provider } from "../provider.ts";
import { readMessages } from "./read-messages.ts";

/** https://docs.anthropic.com/en/api/overview */
export const ANTHROPIC = {
  baseUrl: "https://api.anthropic.com/v1",
  urlVariable: "ANTHROPIC_BASE_URL",
  keyVariable: "ANTHROPIC_API_KEY",
  root: "/v1",
};

/** Anthropic's models, by its Messages API. All of them see. */
export const anthropicProvider: Provider = {
  name: "anthropic",
  keyVariable: ANTHROPIC.keyVariable,
  urlVariable: ANTHROPIC.urlVariable,
  tasks: { text: "claude-haiku-4-5", "image-to-text": "claude-haiku-4-5" },
  standIns: {},
  automatic: true,
  availability: (env) => keyedAvailability(env, ANTHROPIC.keyVariable),
  sees: () => true,
  open(env, tools) {
    const endpoint = keyedEndpoint(env, ANTHROPIC);
    const models: SdkLanguageModels = {
      provider: "anthropic",
      tools,
      load: (model, fetch) => load(endpoint, model, fetch),
      read: readMessages,
      providerOptions: (input) => ({
        anthropic: {
          ...(input.parallelToolCalls === false ? { disableParallelToolUse: true } : {}),
          ...(input.user === undefined ? {} : { metadata: { userId: input.user } }),
        },
      }),
    };
    return { text: languageAdapter(models), "image-to-text": sdkImageToText(models) };
  },
};

async function load(
  { baseUrl, key }: KeyedEndpoint,
  model: string,
  fetch: typeof globalThis.fetch,
): Promise<LanguageModelV4> {
  const { createAnthropic } = await PACKAGES.anthropic();
  return createAnthropic({ baseURL: baseUrl, apiKey: key, fetch }).languageModel(model);
}
