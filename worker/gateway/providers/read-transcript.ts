import type { TaskEvent, TaskInput } from "../run-types.ts";
import { unreadable } from "./upstream-error.ts";

/** The events of a transcript that came as `{ text }`, which is what every provider here sends. */
export function readTranscript(
  answer: unknown,
  provider: string,
  input: TaskInput["speech-to-text"],
): readonly TaskEvent["speech-to-text"][] {
  const text = (answer as { text?: unknown } | null)?.text;
  if (typeof text !== "string") throw unreadable(provider);
  const usage = { audioSeconds: input.samples.length / input.rate };
  return [
    ...(text.trim() === "" ? [] : [{ type: "text" as const, text: text.trim() }]),
    { type: "finish", reason: "stop", usage },
  ];
}
