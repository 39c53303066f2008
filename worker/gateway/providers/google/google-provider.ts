import { PACKAGES } from "#provider-packages";
import { capabilities } from "../../catalog/catalog.ts";
import { sdkEmbedding } from "../../lanes/ai-sdk/embedding-adapter.ts";
import { sdkTextToImage } from "../../lanes/ai-sdk/image-adapter.ts";
import type { SdkLanguageModels } from "../../lanes/ai-sdk/language-adapter.ts";
import { languageAdapter, sdkImageToText } from "../../lanes/ai-sdk/language-adapter.ts";
import type { KeyedEndpoint } from "../keyed-provider.ts";
import { keyedAvailability, keyedEndpoint } from "../keyed-provider.ts";
import type { Provider } from "../provider.ts";

/** https://ai.google.dev/api */
const VARIABLES = {
  baseUrl: "https://generativelanguage.googleapis.com/v1beta",
  urlVariable: "GEMINI_BASE_URL",
  keyVariable: "GEMINI_API_KEY",
  root: "/v1beta",
};

/** Google's models, by the Gemini API; the key goes in a header, never in the URL. */
export const googleProvider: Provider = {
  name: "google",
  keyVariable: VARIABLES.keyVariable,
  urlVariable: VARIABLES.urlVariable,
  tasks: {
    text: "gemini-3.1-flash-lite",
    embedding: "gemini-embedding-001",
    "text-to-image": "gemini-2.5-flash-image",
    "image-to-text": "gemini-3.1-flash-lite",
  },
  standIns: {},
  automatic: true,
  availability: (env) => keyedAvailability(env, VARIABLES.keyVariable),
  sees: (model) => capabilities("google", model).vision ?? /gemini|gemma-[34]/.test(model),
  open(env, tools) {
    const endpoint = keyedEndpoint(env, VARIABLES);
    const models: SdkLanguageModels = {
      provider: "google",
      tools,
      load: async (model, fetch) => (await load(endpoint, fetch)).languageModel(model),
      providerOptions: (input) =>
        // Thoughts are shown only where they are asked for.
        input.reasoningEffort === undefined
          ? {}
          : { google: { thinkingConfig: { includeThoughts: true } } },
    };
    return {
      text: languageAdapter(models),
      embedding: sdkEmbedding("google", tools, async (model, fetch) =>
        (await load(endpoint, fetch)).embeddingModel(model),
      ),
      "text-to-image": sdkTextToImage("google", tools, async (model, fetch) =>
        (await load(endpoint, fetch)).imageModel(model),
      ),
      "image-to-text": sdkImageToText(models),
    };
  },
};

async function load({ baseUrl, key }: KeyedEndpoint, fetch: typeof globalThis.fetch) {
  const { createGoogle } = await PACKAGES.google();
  return createGoogle({ baseURL: baseUrl, apiKey: key, fetch });
}
