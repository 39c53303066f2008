import type { AppError } from "../../shared/errors/app-error.ts";
import { estimateTokens } from "./estimate.ts";
import type { Task, TaskInput, Usage } from "./run-types.ts";

/** What is known of a call when it ends. */
export interface CallFacts {
  /** What the provider reported, if it came so far. */
  readonly usage: Usage | undefined;
  /** All text that came. */
  readonly text: string;
  /** Pictures that came. */
  readonly images: number;
  /** Whether any content came. */
  readonly begun: boolean;
  /** Why it failed, if it did. */
  readonly error: AppError | undefined;
}

/** What a call used, and whether that is a guess. */
export interface MeteredUsage {
  readonly usage: Usage;
  readonly estimated: boolean;
  /** The provider refused or was not reached, so that nothing was used. */
  readonly unused: boolean;
}

/**
 * What a call used: as the provider reported it; what it left out is counted from what was sent and
 * came, and marked where that is a guess. A call that failed before it answered, other than by
 * being silent, used nothing.
 */
export function usageOf(task: Task, input: TaskInput[Task], facts: CallFacts): MeteredUsage {
  const { usage = {}, error } = facts;
  if (facts.usage === undefined && !facts.begun && error !== undefined && !isSilence(error))
    return { usage: {}, estimated: false, unused: true };
  const counted = countedUsage(task, input, facts);
  const guess = guessedUsage(task, input, facts, usage);
  return {
    usage: { ...guess, ...counted, ...usage },
    estimated: Object.keys(guess).length > 0,
    unused: false,
  };
}

/** The sum of what several attempts at one answer used; unknown parts stay unknown. */
export function addUsage(one: Usage, other: Usage): Usage {
  const sum: Record<string, number> = { ...one };
  for (const [key, amount] of Object.entries(other) as [keyof Usage, number][])
    sum[key] = (sum[key] ?? 0) + amount;
  return sum;
}

/** A provider that never answered, or was told to stop, may well have worked. */
function isSilence(error: AppError): boolean {
  return error.code === "timeout" || error.code === "aborted";
}

/** What is known as exactly as the provider knows it. */
function countedUsage(task: Task, input: TaskInput[Task], facts: CallFacts): Usage {
  switch (task) {
    case "speech-to-text": {
      const { samples, rate } = input as TaskInput["speech-to-text"];
      // A recording that only the provider can read has no samples here.
      return samples.length === 0 ? {} : { audioSeconds: samples.length / rate };
    }
    case "text-to-speech":
      return { characters: (input as TaskInput["text-to-speech"]).text.length };
    case "text-to-image":
      return { images: facts.images };
    case "text":
    case "image-to-text":
    case "embedding":
      return {};
  }
}

function guessedUsage(
  task: Task,
  input: TaskInput[Task],
  { text }: CallFacts,
  reported: Usage,
): Usage {
  const asked = reported.inputTokens === undefined;
  switch (task) {
    case "text":
    case "image-to-text":
      return {
        ...(asked ? { inputTokens: estimateTokens(promptText(task, input)) } : {}),
        ...(reported.outputTokens === undefined ? { outputTokens: estimateTokens(text) } : {}),
      };
    case "embedding":
      return asked
        ? { inputTokens: estimateTokens((input as TaskInput["embedding"]).values.join("\n")) }
        : {};
    case "speech-to-text":
    case "text-to-speech":
    case "text-to-image":
      return {};
  }
}

function promptText(task: Task, input: TaskInput[Task]): string {
  if (task === "image-to-text") return (input as TaskInput["image-to-text"]).question ?? "";
  const { messages, tools = [] } = input as TaskInput["text"];
  const spoken = messages.map((message) => message.text).join("\n");
  return tools.length === 0 ? spoken : `${spoken}\n${JSON.stringify(tools)}`;
}
