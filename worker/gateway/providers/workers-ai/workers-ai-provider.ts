import { AppError } from "../../../../shared/errors/app-error.ts";
import { capabilities } from "../../catalog/catalog.ts";
import type { Environment } from "../../environment.ts";
import { binding } from "../../environment.ts";
import type { Availability, Fetch, Provider } from "../provider.ts";
import type { AiBinding } from "./ai-binding.ts";
import { isAiBinding, WORKERS_AI } from "./ai-binding.ts";
import { embeddingAdapter } from "./embedding.ts";
import { imageToTextAdapter } from "./image-to-text.ts";
import { hasRestAccount, REST, restAccount, restBinding } from "./rest-binding.ts";
import { speechToTextAdapter } from "./speech-to-text.ts";
import { textToImageAdapter } from "./text-to-image.ts";
import { textToSpeechAdapter } from "./text-to-speech.ts";
import { textAdapter } from "./text.ts";

/** Models of Workers AI that take images, where the catalog doesn't say. */
const SEEING = /gemma-4|kimi-k2\.[5-9]|llama-4|vision|moondream|mistral-small-3/;

/**
 * Cloudflare's own models: by the binding `AI`, which needs no key; without it, over REST with an
 * account's id and token. A token that names its account is a caller's own, and comes first.
 */
export const workersAiProvider: Provider = {
  name: WORKERS_AI,
  keyVariable: REST.keyVariable,
  urlVariable: REST.urlVariable,
  tasks: {
    text: "@cf/google/gemma-4-26b-a4b-it",
    embedding: "@cf/baai/bge-m3",
    "text-to-image": "@cf/black-forest-labs/flux-1-schnell",
    "speech-to-text": "@cf/openai/whisper-large-v3-turbo",
    "text-to-speech": "@cf/deepgram/aura-1",
    "image-to-text": "@cf/google/gemma-4-26b-a4b-it",
  },
  standIns: {},
  automatic: true,
  availability,
  sees: (model) => capabilities(WORKERS_AI, model).vision ?? SEEING.test(model),
  open(env, tools) {
    const ai = bindingOf(env, tools.fetch);
    return {
      text: textAdapter(ai, tools),
      embedding: embeddingAdapter(ai, tools),
      "text-to-image": textToImageAdapter(ai, tools),
      "speech-to-text": speechToTextAdapter(ai, tools),
      "text-to-speech": textToSpeechAdapter(ai),
      "image-to-text": imageToTextAdapter(ai, tools),
    };
  },
};

function availability(env: Environment): Availability {
  if (isAiBinding(binding(env, "AI")))
    return { available: true, because: "the binding AI is there" };
  // What is wrong with a token shows when it is used: one provider's must not stop the others.
  return hasRestAccount(env)
    ? { available: true, because: `${REST.keyVariable} is set` }
    : { available: false, missing: "the binding AI" };
}

function bindingOf(env: Environment, fetch: Fetch): AiBinding {
  const account = restAccount(env);
  const ai = binding(env, "AI");
  if (isAiBinding(ai) && account?.isOwn !== true) return ai;
  if (account !== undefined) return restBinding(account, env, fetch);
  throw new AppError("bad_input", "The binding AI is not there.", { field: "AI" });
}
