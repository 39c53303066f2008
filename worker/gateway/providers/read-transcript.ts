import type { TaskEvent, TaskInput, Usage } from "../run-types.ts";
import { isRecord } from "./is-record.ts";
import { unreadable } from "./upstream-error.ts";

/** The events of a transcript that came as `{ text }`, which is what every provider here sends. */
export function readTranscript(
  answer: unknown,
  provider: string,
  input: TaskInput["speech-to-text"],
): readonly TaskEvent["speech-to-text"][] {
  const text = (answer as { text?: unknown } | null)?.text;
  if (typeof text !== "string") throw unreadable(provider);
  const heard = { audioSeconds: input.samples.length / input.rate };
  const usage = { ...heard, ...reportedUsage((answer as { usage?: unknown }).usage) };
  return [
    ...(text.trim() === "" ? [] : [{ type: "text" as const, text: text.trim() }]),
    { type: "finish", reason: "stop", usage },
  ];
}

/**
 * What OpenAI's models report, tokens or seconds
 * (https://platform.openai.com/docs/api-reference/audio/json-object).
 */
function reportedUsage(usage: unknown): Usage {
  if (!isRecord(usage)) return {};
  const count = (key: keyof Usage, value: unknown): Usage =>
    typeof value === "number" && value >= 0 ? { [key]: value } : {};
  return {
    ...count("inputTokens", usage["input_tokens"]),
    ...count("outputTokens", usage["output_tokens"]),
    ...count("audioSeconds", usage["seconds"]),
  };
}
