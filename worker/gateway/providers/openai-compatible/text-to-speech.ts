import { REPLY_RATE } from "../../../../shared/protocol/version.ts";
import type { Adapter } from "../provider.ts";
import { readPcm } from "../read-pcm.ts";
import { unreadable } from "../upstream-error.ts";
import type { Endpoint } from "./endpoint.ts";
import { post } from "./endpoint.ts";

/**
 * Speech by `POST /audio/speech` with `response_format: "pcm"`, which is PCM16LE mono at 24 kHz
 * without a header (https://platform.openai.com/docs/guides/text-to-speech), as it is streamed.
 */
export function textToSpeechAdapter(endpoint: Endpoint): Adapter<"text-to-speech"> {
  return async function* ({ model, input, signal }) {
    const voice = input.voice ?? endpoint.row.voice;
    const body = {
      model,
      input: input.text,
      response_format: "pcm",
      ...(voice === undefined ? {} : { voice }),
      ...(input.speed === undefined ? {} : { speed: input.speed }),
    };
    const response = await post(endpoint, "/audio/speech", model, body, signal);
    if (!isReplyPcm(response.headers.get("content-type"))) {
      await response.body?.cancel();
      throw unreadable(endpoint.row.name);
    }
    for await (const samples of readPcm(response, endpoint.row.name, signal))
      yield { type: "audio", samples };
    yield { type: "finish", reason: "stop", usage: { characters: input.text.length } };
  };
}

/**
 * Whether a body may be played as {@link REPLY_RATE} samples. Servers name PCM in several ways or
 * not at all, so only what is surely something else is refused: noise at full level hurts.
 */
export function isReplyPcm(contentType: string | null): boolean {
  if (contentType === null) return true;
  const [type = "", ...parameters] = contentType.toLowerCase().split(";");
  if (/^(text\/|application\/json|audio\/(mpeg|mp3|wav|x-wav|ogg|aac|flac|opus))/.test(type.trim()))
    return false;
  const rate = parameters.map((text) => /^\s*rate=(\d+)/.exec(text)?.[1]).find((text) => text);
  return rate === undefined || Number(rate) === REPLY_RATE;
}
