import { AppError } from "../../../../shared/errors/app-error.ts";
import { binding } from "../../environment.ts";
import type { Provider } from "../provider.ts";
import { isAiBinding, WORKERS_AI } from "./ai-binding.ts";
import { imageToTextAdapter } from "./image-to-text.ts";
import { speechToTextAdapter } from "./speech-to-text.ts";
import { textToSpeechAdapter } from "./text-to-speech.ts";
import { textAdapter } from "./text.ts";

/** Models of Workers AI that take images. */
const SEEING = /gemma-4|kimi-k2\.[5-9]|llama-4|vision|moondream|mistral-small-3/;

/** Cloudflare's own models, by the binding `AI`; there is no key. */
export const workersAiProvider: Provider = {
  name: WORKERS_AI,
  tasks: {
    text: "@cf/google/gemma-4-26b-a4b-it",
    "speech-to-text": "@cf/openai/whisper-large-v3-turbo",
    "text-to-speech": "@cf/deepgram/aura-1",
    "image-to-text": "@cf/google/gemma-4-26b-a4b-it",
  },
  standIns: {},
  automatic: true,
  availability: (env) =>
    isAiBinding(binding(env, "AI"))
      ? { available: true, because: "the binding AI is there" }
      : { available: false, missing: "the binding AI" },
  sees: (model) => SEEING.test(model),
  open(env, tools) {
    const ai = binding(env, "AI");
    if (!isAiBinding(ai))
      throw new AppError("bad_input", "The binding AI is not there.", { field: "AI" });
    return {
      text: textAdapter(ai, tools),
      "speech-to-text": speechToTextAdapter(ai, tools),
      "text-to-speech": textToSpeechAdapter(ai),
      "image-to-text": imageToTextAdapter(ai, tools),
    };
  },
};
