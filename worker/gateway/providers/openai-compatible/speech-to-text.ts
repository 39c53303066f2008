import { encodeWav } from "../../../../shared/audio/wav.ts";
import type { Adapter, ProviderTools } from "../provider.ts";
import { readJson } from "../read-body.ts";
import { readTranscript } from "../read-transcript.ts";
import type { Endpoint } from "./endpoint.ts";
import { post } from "./endpoint.ts";

/**
 * A transcript by `POST /audio/transcriptions`, the audio as a WAV file
 * (https://platform.openai.com/docs/api-reference/audio/createTranscription).
 */
export function speechToTextAdapter(
  endpoint: Endpoint,
  tools: ProviderTools,
): Adapter<"speech-to-text"> {
  return async function* ({ model, input, signal }) {
    const form = new FormData();
    const wav = new Blob([encodeWav(input.samples, input.rate)], { type: "audio/wav" });
    form.append("file", wav, "speech.wav");
    form.append("model", model);
    form.append("response_format", "json");
    if (input.language !== undefined) form.append("language", input.language);
    const response = await post(endpoint, "/audio/transcriptions", model, form, signal);
    const name = endpoint.row.name;
    const answer = await readJson(response.body, name, signal, tools.limits.answerBytes);
    yield* readTranscript(answer, name, input);
  };
}
