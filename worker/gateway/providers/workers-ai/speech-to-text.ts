import { encodeWav } from "../../../../shared/audio/wav.ts";
import { toBase64 } from "../../base64.ts";
import type { Adapter, ProviderTools } from "../provider.ts";
import { readJson } from "../read-body.ts";
import { readTranscript } from "../read-transcript.ts";
import type { AiBinding } from "./ai-binding.ts";
import { runModel, WORKERS_AI } from "./ai-binding.ts";
import { resultOf } from "./result-of.ts";

/**
 * A transcript by `@cf/openai/whisper-large-v3-turbo`, which takes a file in base64 and answers
 * `{ text, … }` (https://developers.cloudflare.com/workers-ai/models/whisper-large-v3-turbo/).
 */
export function speechToTextAdapter(
  ai: AiBinding,
  tools: ProviderTools,
): Adapter<"speech-to-text"> {
  return async function* ({ model, input, signal }) {
    const request = {
      audio: toBase64(encodeWav(input.samples, input.rate)),
      ...(input.language === undefined ? {} : { language: input.language }),
    };
    const response = await runModel(ai, model, request, signal);
    const answer = await readJson(response.body, WORKERS_AI, signal, tools.limits.answerBytes);
    yield* readTranscript(resultOf(answer), WORKERS_AI, input);
  };
}
