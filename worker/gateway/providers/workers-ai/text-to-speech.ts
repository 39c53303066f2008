import { REPLY_RATE } from "../../../../shared/protocol/version.ts";
import type { Adapter } from "../provider.ts";
import { isReplyPcm } from "../openai-compatible/text-to-speech.ts";
import { readPcm } from "../read-pcm.ts";
import { unreadable } from "../upstream-error.ts";
import type { AiBinding } from "./ai-binding.ts";
import { runModel, WORKERS_AI } from "./ai-binding.ts";

/**
 * Speech by `@cf/deepgram/aura-1`: `encoding` linear16 without a container streams PCM16LE at
 * `sample_rate` (https://developers.cloudflare.com/workers-ai/models/aura-1/). It has no speed.
 */
export function textToSpeechAdapter(ai: AiBinding): Adapter<"text-to-speech"> {
  return async function* ({ model, input, signal }) {
    const request = {
      text: input.text,
      encoding: "linear16",
      container: "none",
      sample_rate: REPLY_RATE,
      ...(input.voice === undefined ? {} : { speaker: input.voice }),
    };
    const response = await runModel(ai, model, request, signal);
    if (!isReplyPcm(response.headers.get("content-type"))) {
      await response.body?.cancel();
      throw unreadable(WORKERS_AI);
    }
    for await (const samples of readPcm(response, WORKERS_AI, signal))
      yield { type: "audio", samples };
    yield { type: "finish", reason: "stop", usage: { characters: input.text.length } };
  };
}
