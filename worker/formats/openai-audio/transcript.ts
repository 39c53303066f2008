import type { EncoderFactory } from "../../gateway/run-job.ts";
import type { TaskEvent } from "../../gateway/run-types.ts";
import { openAiError } from "../openai-error.ts";
import { sseData } from "../sse.ts";
import type { TranscriptFormat } from "./transcription-request.ts";

type TranscriptEvent = TaskEvent["speech-to-text"];

/**
 * Writes `transcript.text.delta` and `transcript.text.done`
 * (https://platform.openai.com/docs/api-reference/audio/transcript-text-delta-event).
 */
export const transcriptEncoder: EncoderFactory = () => {
  let text = "";
  return {
    encode(one) {
      const event = one as TranscriptEvent;
      if (event.type === "finish") return [sseData({ type: "transcript.text.done", text })];
      text += event.text;
      return [sseData({ type: "transcript.text.delta", delta: event.text })];
    },
    fail: (error) => [sseData({ type: "error", ...openAiError(error) })],
  };
};

/** A whole transcript as it is sent: plain text, or JSON. */
export function transcriptAnswer(
  text: string,
  format: TranscriptFormat,
  facts: { readonly language: string | undefined; readonly seconds: number },
): string | object {
  switch (format) {
    case "text":
      return `${text}\n`;
    case "json":
      return { text };
    case "verbose_json":
      return {
        task: "transcribe",
        ...(facts.language === undefined ? {} : { language: facts.language }),
        duration: facts.seconds,
        text,
      };
  }
}
