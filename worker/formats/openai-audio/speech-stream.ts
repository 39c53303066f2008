import { int16ToPcm16 } from "../../../shared/audio/pcm.ts";
import { encodeWav } from "../../../shared/audio/wav.ts";
import type { AppError } from "../../../shared/errors/app-error.ts";
import { REPLY_RATE } from "../../../shared/protocol/version.ts";
import { toBase64 } from "../../gateway/base64.ts";
import type { TaskEvent } from "../../gateway/run-types.ts";
import { openAiError } from "../openai-error.ts";
import { sseData } from "../sse.ts";
import type { SpeechEncoding } from "./speech-request.ts";

type SpeechEvent = TaskEvent["text-to-speech"];

/** Media types of what is sent. */
export const SPEECH_TYPES: Readonly<Record<SpeechEncoding, string>> = {
  pcm: `audio/pcm;rate=${REPLY_RATE};channels=1`,
  wav: "audio/wav",
};

/** Writes speech as a file that is played while it comes. */
export interface SpeechWriter {
  /** The bytes of an event; none are sent for an empty array. */
  write(event: SpeechEvent): Uint8Array;
  /** What the format has to say of a failure in the middle; undefined: the body just breaks. */
  fail(error: AppError): Uint8Array | undefined;
}

/** `stream_format: "audio"`: the file's own bytes. */
export function audioWriter(encoding: SpeechEncoding): SpeechWriter {
  let begun = encoding === "pcm";
  return {
    write(event) {
      const bytes = event.type === "audio" ? int16ToPcm16(event.samples) : new Uint8Array(0);
      if (begun) return bytes;
      begun = true;
      return joined(endlessWavHeader(), bytes);
    },
    fail: () => undefined,
  };
}

/**
 * `stream_format: "sse"`: `speech.audio.delta` with base64 parts of the file, then
 * `speech.audio.done` with the usage
 * (https://platform.openai.com/docs/api-reference/audio/speech-audio-delta-event).
 */
export function speechEventWriter(encoding: SpeechEncoding): SpeechWriter {
  const utf8 = new TextEncoder();
  const file = audioWriter(encoding);
  return {
    write(event) {
      const bytes = file.write(event);
      const delta =
        bytes.length === 0 ? "" : sseData({ type: "speech.audio.delta", audio: toBase64(bytes) });
      const done =
        event.type === "finish"
          ? sseData({ type: "speech.audio.done", usage: speechUsage(event) })
          : "";
      return utf8.encode(delta + done);
    },
    fail: (error) => utf8.encode(sseData({ type: "error", ...openAiError(error) })),
  };
}

/** Clients need numbers; what the provider did not report is 0. */
function speechUsage({ usage }: SpeechEvent & { type: "finish" }): object {
  const { inputTokens = 0, outputTokens = 0 } = usage;
  return {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
}

/** A WAV header whose two lengths are the largest possible: players then read until the end. */
function endlessWavHeader(): Uint8Array {
  const header = encodeWav(new Int16Array(0), REPLY_RATE);
  const view = new DataView(header.buffer);
  view.setUint32(4, 0xffffffff, true);
  view.setUint32(40, 0xffffffff, true);
  return header;
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}
